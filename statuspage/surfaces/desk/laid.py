"""The letter of a cause before its owner, beside what they have begun: whether it is theirs to go on with."""

from collections.abc import Sequence

from statuspage.domain.desk.unsent_letters import UnsentLetter
from statuspage.domain.people.agents import Agent
from statuspage.forms import number
from statuspage.surfaces.desk.case import CasePart
from statuspage.surfaces.desk.tied import LAID, LaidNote


def laid_before(agent: Agent, case: CasePart, copies: Sequence[UnsentLetter]) -> LaidNote | None:
    """The letter that lies before this agent: its owner, who has not gone on with it in any window."""
    waiting = case.cause.letter
    if waiting is None or case.ticket.owner_id != agent.id:
        return None
    return waiting if all(one.fields.get("laid") != str(waiting.id) for one in copies) else None


def laid_in(mark: str) -> int:
    """The letter that a button means by this mark; 0 where it means another one."""
    copy = mark.partition(":")[2]
    return number(copy.removeprefix(LAID)) or 0 if copy.startswith(LAID) else 0
