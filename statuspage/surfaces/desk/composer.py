"""The letter being written: what its form offers, and what it holds."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.desk.drafts import Draft, read_drafts
from statuspage.domain.desk.unsent_letters import read_unsent
from statuspage.domain.markdown import open_places
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import STEPS
from statuspage.forms import Form
from statuspage.present import steps
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.case import CasePart, TicketRequest
from statuspage.surfaces.desk.promise_choices import Choice, ChosenPromise, chosen

_OFFERED = STEPS[:3]  # the steps that a letter can say; the others follow from the customer's answer


@dataclass(frozen=True, slots=True)
class Composer:
    """The form of a letter. ``saved_at`` is when its words were last saved on the server, "" when they were not.

    ``places`` are the open places of a draft; ``preview`` is the letter as HTML, "" when nobody asked for it.
    """

    form: Form
    saved_at: str
    chosen: ChosenPromise
    places: list[str]
    drafts: list[Draft]
    steps: list[tuple[str, str]]
    step: str
    asks_heard: bool
    preview: str


def read_composer(
    session: Session, case: CasePart, agent: Agent, reader: Reader, asked: TicketRequest, offered: list[Choice]
) -> Composer:
    """The form with what was just sent and refused, else with what was saved while it was typed, else empty."""
    ticket = case.ticket
    form, saved_at = (asked.form, "") if asked.form.name == "letter" else _unsent(session, ticket.id, agent, reader)
    return Composer(
        form=form,
        saved_at=saved_at,
        chosen=chosen(form.typed, offered, case.customer, reader.now),
        places=list(dict.fromkeys(open_places(form.value("letter", "body")))),
        drafts=read_drafts(session) if ticket.is_open else [],
        steps=[(step, steps.moved(step, reader)) for step in _OFFERED],
        step=ticket.step if ticket.step in _OFFERED else "working" if ticket.step else "heard",
        asks_heard=ticket.heard_at is None or ticket.heard_answer == "not_quite",
        preview=asked.preview,
    )


def _unsent(session: Session, ticket_id: int, agent: Agent, reader: Reader) -> tuple[Form, str]:
    """What this agent has typed and not sent, and when it was saved."""
    unsent = read_unsent(session, agent.id, ticket_id)
    return (Form("letter", unsent.fields), reader.moment(unsent.saved_at)) if unsent else (Form("letter"), "")
