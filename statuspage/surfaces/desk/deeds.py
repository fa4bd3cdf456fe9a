"""What else an agent does with a ticket: note, hand over, move a promise, close, renew the customer's link."""

from collections.abc import Callable, Mapping

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import write
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.mentions import see_mentions
from statuspage.domain.notes import add_note
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.verbs import rotate
from statuspage.domain.subjects import change_subject
from statuspage.forms import go, number, sent_once, typed
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER
from statuspage.surfaces.desk.blueprint import bp, seen, urls
from statuspage.surfaces.desk.lookup import customer_of
from statuspage.surfaces.desk.mentions import noted
from statuspage.surfaces.desk.page import refuse
from statuspage.surfaces.desk.promise_choices import due_of

Verb = Callable[[Session, Agent, str], object]  # the last is the form's key


@bp.post("/tickets/<int:ticket_id>/notes")
@may(Access.AGENT, room=LETTER)
def note(ticket_id: int) -> Answer | Response:
    """Add a note among us."""
    body = request.form.get("body", "")
    return do(
        ticket_id,
        "note",
        noted(body),
        lambda session, agent, key: add_note(session, ticket_id, agent, now(), body=body, once=key),
    )


@bp.post("/tickets/<int:ticket_id>/handovers")
@may(Access.AGENT, room=LETTER)
def handover(ticket_id: int) -> Answer | Response:
    """Give it to a colleague, with a note that the customer reads."""

    def give(session: Session, agent: Agent, key: str) -> None:
        to = session.get(Agent, number(request.form.get("to")) or 0)
        if to is None:
            raise Refused("to", N_("Please choose a colleague."))
        hand_over(session, ticket_id, agent, to, now(), note=request.form.get("note", ""), seen=seen(), once=key)

    return do(ticket_id, "handover", "handed", give)


@bp.post("/tickets/<int:ticket_id>/promises")
@may(Access.AGENT)
def promise(ticket_id: int) -> Answer | Response:
    """Promise another time before the first one is due."""

    def move(session: Session, agent: Agent, key: str) -> None:
        due = due_of(customer_of(session, ticket_id), now())
        if due is None:
            raise Refused("promise", N_("Please give the day and the time of your next letter."))
        move_promise(session, ticket_id, agent, now(), due, seen=seen(), once=key)

    return do(ticket_id, "promise", "moved", move)


@bp.post("/tickets/<int:ticket_id>/closing")
@may(Access.AGENT, room=LETTER)
def closing(ticket_id: int) -> Answer | Response:
    """Close a ticket whose customer has not answered whether it is solved."""
    return do(
        ticket_id,
        "closing",
        "closed",
        lambda session, agent, _key: close_unconfirmed(session, ticket_id, agent, now(), seen=seen()),
    )


@bp.post("/tickets/<int:ticket_id>/links")
@may(Access.AGENT)
def new_link(ticket_id: int) -> Answer | Response:
    """Make a new private link; the old one is void."""

    def renew(session: Session, agent: Agent, key: str) -> None:
        rotate(session, ticket_id, "private", now(), agent_id=agent.id, once=key)

    return do(ticket_id, "link", "rotated", renew, "link")


@bp.post("/tickets/<int:ticket_id>/subject")
@may(Access.AGENT)
def subject(ticket_id: int) -> Answer | Response:
    """Say anew what it is about."""
    said = {"subject": typed("subject"), "shown": typed("shown")}
    return do(
        ticket_id,
        "subject",
        "subject",
        lambda session, agent, key: change_subject(session, ticket_id, agent, now(), **said, once=key),
    )


def do(
    ticket_id: int, form: str, code: str, verb: Verb, anchor: str = "", more: Mapping[str, str] | None = None
) -> Answer | Response:
    """Do it in one transaction. When it is refused, the page comes back with the form as it was typed.

    ``more`` is what the address of the page says besides.
    """
    agent = access.agent()
    try:
        with write() as session:
            customer_of(session, ticket_id)
            verb(session, agent, sent_once())
            see_mentions(session, ticket_id, agent.id, now())
    except Repeated:
        pass
    except Refused as refused:
        return refuse(ticket_id, agent, form, refused)
    return go(urls().ticket(ticket_id), code, anchor, more)
