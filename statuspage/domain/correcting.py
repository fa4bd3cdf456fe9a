"""A mistake in a letter that has gone is corrected in the open: both sides still read what stood there before.

Only whoever wrote a letter corrects it: it stands under their name, and nobody puts words into a colleague's mouth.
When they work here no longer, the owner of the ticket does, under their own name. Promise, step and what the letter
asked for stay: another letter changes those.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from statuspage.domain import markdown, validation
from statuspage.domain.changing import change
from statuspage.domain.corrections import StandingLetter, read_standing
from statuspage.domain.desk.made_own import refuse_open_places
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append
from statuspage.domain.letters import Correction
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import index


class Overtaken(Refused):
    """Somebody else has corrected the same letter since its words were read."""

    def __init__(self) -> None:
        super().__init__(
            "body",
            N_(
                "This letter was corrected meanwhile. Look at its words as they stand now; yours are still in the form."
            ),
        )


def may_correct(ticket: Ticket, writer: Agent, agent: Agent) -> bool:
    """Whether this agent may correct what the writer wrote."""
    return agent.id == writer.id or (not writer.is_active and agent.id == ticket.owner_id)


def correct_letter(
    session: Session,
    ticket_id: int,
    version: int,
    agent: Agent,
    now: datetime,
    *,
    body: str,
    seen: int | None = None,
    once: str = "",
) -> Correction:
    """Correct the words of the letter of this version, on an open ticket or a closed one.

    ``seen`` is the version whose words the agent had before them; ``Overtaken`` is raised when there are newer ones,
    and LookupError where the ticket has no such letter.
    """
    with change(session, ticket_id, now, once) as ticket:
        standing = read_standing(session, ticket_id, version)
        if standing is None:
            raise LookupError(f"ticket {ticket_id} has no letter {version}")
        letter = standing.letter
        if not may_correct(ticket, session.get_one(Agent, letter.agent_id), agent):
            raise Refused("", N_("Only whoever wrote a letter corrects it. Write a letter of your own instead."))
        if seen not in (None, standing.version):
            raise Overtaken
        body = validation.text("body", body, validation.LETTER_LIMIT)
        _refuse_words(body, standing)
        facts: dict[str, Any] = {"letter": version, "written": letter.at.isoformat()}
        facts |= {"own": True} if letter.agent_id == agent.id else {}
        append(session, ticket, "corrected", now, agent_id=agent.id, once=once, **facts)
        session.flush()
        correction = Correction(
            ticket_id=ticket.id,
            version=ticket.version,
            letter=version,
            agent_id=agent.id,
            at=now,
            body=body,
            html=markdown.render(body),
        )
        session.add(correction)
        index(session, "correction", body, now, ticket_id=ticket.id, number=ticket.version)
    return correction


def _refuse_words(body: str, standing: StandingLetter) -> None:
    refuse_open_places(body)
    if body == standing.body:
        raise Refused("body", N_("These are the words as they stand. Change what is wrong in them."))
