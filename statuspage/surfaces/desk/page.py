"""The page of one ticket: who the customer is, what waits for an answer, the letter being written, and the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, g, make_response, render_template
from flask_babel import gettext
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.customer_verbs import call_suggested
from statuspage.domain.desk import unsent_letters
from statuspage.domain.desk.drafts import read_drafts
from statuspage.domain.errors import Refused, Stale
from statuspage.domain.letters import Reply
from statuspage.domain.markdown import open_places
from statuspage.domain.people import presence
from statuspage.domain.people.agents import SHOWN_AS, Agent, colleagues
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.reading import Reading, read
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import STEPS, Ticket
from statuspage.present import promise, steps, strip, times
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.composer import choices, picked
from statuspage.surfaces.desk.lanes import read_lanes
from statuspage.surfaces.desk.picture import read_past
from statuspage.surfaces.desk.queue import key_of
from statuspage.surfaces.desk.refused import NO_FORM, Form, form_of
from statuspage.surfaces.desk.timeline import read_timeline


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """How the page is asked for: which letters, which form came back, and what its preview shows."""

    before: int | None = None
    before_note: int | None = None
    seen: int | None = None
    form: Form = NO_FORM
    preview: str = ""


def ticket_page(ticket_id: int, view: TicketRequest) -> str:
    """The whole page."""
    session, at = db.session(), now()
    case = read_case(session, ticket_id, at, view)
    queue = read_lanes(session, at)
    writing = _writing(session, case["reading"], case["people"], at, view)
    return render_template(
        "desk/ticket.html",
        **case,
        **writing,
        queue=queue,
        queue_key=key_of(queue),
        current=ticket_id,
        preview=view.preview,
    )


def refuse(ticket_id: int, name: str, refused: Refused) -> Response:
    """The page again with this form as it was typed; with what is new on top, when its agent had not seen that."""
    since = refused.since if isinstance(refused, Stale) else None
    page = ticket_page(ticket_id, TicketRequest(seen=since, form=form_of(name, refused)))
    return make_response(page, 422 if since is None else 409)


def read_case(session: Session, ticket_id: int, at: datetime, view: TicketRequest) -> dict[str, Any]:
    """What the live region shows, and its ``version`` as the stream knows it."""
    reading = read(session, ticket_id, before=view.before) or abort(404)
    ticket, customer = reading.ticket, reading.customer
    reader = Reader(g.agent.zone, at, customer.first_name)
    people = colleagues(session)
    here = presence.present(session, ticket_id, at)
    names = {agent.id: agent.public_name for agent in people}
    return {
        "reading": reading,
        "ticket": ticket,
        "customer": customer,
        "name": customer.first_name,
        "reader": reader,
        "now": at,
        "version": f"{ticket.version}.{ticket.notes}",
        "timeline": _timeline(session, reading, reader, view),
        "is_first_page": view.before is None and view.before_note is None,
        "story": _story(session, reading),
        "card": promise.card(reading, reader),
        "steps": steps.items(reading, reader),
        "strip": strip.draw(reading, reader),
        "call_suggested": ticket.is_open
        and call_suggested(ticket.unanswered, ticket.call_asked_at is not None, ticket.unhappy),
        "local_time": times.clock(at, customer.zone),
        "zone_name": times.zone_name(customer.zone),
        "past": read_past(session, customer.id),
        **_public(session, ticket),
        "longest_silence": _longest_silence(ticket, at),
        "people": people,
        "names": names,
        "is_read": any(one.agent_id == 0 and one.doing == "reading" for one in here),
        "writers": [
            names.get(one.agent_id, "") for one in here if one.doing == "writing" and one.agent_id != g.agent.id
        ],
        "link": urls().shared(shares_of(session, ticket_id)["private"]),
        "newer": view.seen is not None,
    }


def _timeline(session: Session, reading: Reading, reader: Reader, view: TicketRequest) -> Any:
    return read_timeline(session, reading, reader, before=view.before, before_note=view.before_note, seen=view.seen)


def _writing(
    session: Session, reading: Reading, people: list[Agent], at: datetime, view: TicketRequest
) -> dict[str, Any]:
    """What the forms hold: what was just sent and refused, else what was kept, else nothing."""
    ticket, customer = reading.ticket, reading.customer
    form, kept_at = view.form, ""
    if form.name != "letter":
        kept = unsent_letters.read_unsent(session, g.agent.id, ticket.id)
        if kept is not None:
            kept_at = Reader(g.agent.zone, at).moment(kept.saved_at)
            letter = Form("letter", kept.fields)
        else:
            letter = Form("letter")
    else:
        letter = form
    offered = choices(customer, at)
    return {
        "form": form,
        "letter": letter,
        "kept_at": kept_at,
        "choices": offered,
        "picked": picked(letter.typed, offered, customer, at),
        "moving": picked(form.typed if form.name == "promise" else {}, offered, customer, at),
        "places": list(dict.fromkeys(open_places(letter.value("letter", "body")))),
        "drafts": read_drafts(session) if ticket.is_open else [],
        "steps_offered": [(step, steps.moved(step, Reader(g.agent.zone, at))) for step in STEPS[:3]],
        "step_now": ticket.step if ticket.step in STEPS[:3] else "working" if ticket.step else "heard",
        "asks_heard": ticket.heard_at is None or ticket.heard_answer == "not_quite",
        "colleagues": [(agent.id, _with_role(agent)) for agent in people if agent.id != ticket.owner_id],
        "can_close": ticket.is_open and ticket.asked_solved_at is not None and not ticket.unanswered,
        "can_move": ticket.promised_at is not None and at < ticket.promised_at,
    }


def _story(session: Session, reading: Reading) -> Reply | None:
    """What the customer said first, where this page of the timeline does not reach back to it."""
    if any(entry.kind == "opened" for entry in reading.entries):
        return None
    return session.get(Reply, (reading.ticket.id, 1))


def _with_role(agent: Agent) -> str:
    return gettext(", ").join(part for part in (agent.name, agent.role) if part)


def _public(session: Session, ticket: Ticket) -> dict[str, Any]:
    """What the customer shows, and what of the ticket's owner: the less of what both agreed to."""
    choice = PublicChoice.of(ticket.public_choice)
    agreed = session.get_one(Agent, ticket.owner_id).public_as
    return {
        "public": choice if ticket.published_at else None,
        "owner_agreed": agreed,
        "owner_shown": min(choice.owner, agreed, key=SHOWN_AS.index),
    }


def _longest_silence(ticket: Ticket, at: datetime) -> str:
    running = int((at - ticket.silent_since).total_seconds()) if ticket.silent_since else 0
    return times.span(timedelta(seconds=max(ticket.longest_silence, running)))
