"""What else an agent can do with a ticket, as its page offers it; ``deeds.py`` does it."""

from dataclasses import dataclass
from datetime import datetime

from statuspage.domain.people.agents import Agent
from statuspage.forms import Form
from statuspage.present.languages import gettext
from statuspage.surfaces.desk.case import CasePart
from statuspage.surfaces.desk.promise_choices import Choice, ChosenPromise, chosen


@dataclass(frozen=True, slots=True)
class Acts:
    """The forms beside the letter. ``colleagues`` are those who could take the ticket over, by id and name."""

    colleagues: list[tuple[int, str]]
    can_close: bool
    can_move: bool
    chosen: ChosenPromise


def offer_acts(case: CasePart, at: datetime, form: Form, offered: list[Choice]) -> Acts:
    """What can be done with this ticket at this moment; ``form`` is the one that was just refused, if any was."""
    ticket = case.ticket
    return Acts(
        colleagues=[(one.id, _with_role(one)) for one in case.team if one.id != ticket.owner_id],
        can_close=ticket.is_open and ticket.asked_solved_at is not None and not ticket.unanswered,
        can_move=ticket.promised_at is not None and at < ticket.promised_at,
        chosen=chosen(form.typed if form.name == "promise" else {}, offered, case.customer, at),
    )


def _with_role(agent: Agent) -> str:
    return gettext(", ").join(part for part in (agent.name, agent.role) if part)
