"""What else an agent does with a ticket: note, hand over, move a promise, close, renew the customer's link."""

from collections.abc import Callable

from flask import Response, g, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import write
from statuspage.domain.agent_verbs import close_unconfirmed, hand_over, move_promise
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.notes import add_note
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.verbs import rotate
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, number, said, seen, urls
from statuspage.surfaces.desk.composer import due_of
from statuspage.surfaces.desk.customers import known
from statuspage.surfaces.desk.page import refuse


@bp.post("/tickets/<int:ticket_id>/notes")
@may(Access.AGENT)
def note(ticket_id: int) -> Answer | Response:
    """Say something among us."""
    body = request.form.get("body", "")
    return _do(
        ticket_id,
        "note",
        "noted",
        lambda session, key: add_note(session, ticket_id, g.agent, now(), body=body, once=key),
    )


@bp.post("/tickets/<int:ticket_id>/handovers")
@may(Access.AGENT)
def handover(ticket_id: int) -> Answer | Response:
    """Give it to a colleague, with a note that the customer reads."""

    def give(session: Session, key: str) -> None:
        to = session.get(Agent, number(request.form.get("to")) or 0)
        if to is None:
            raise Refused("to", N_("Please choose a colleague."))
        hand_over(session, ticket_id, g.agent, to, now(), note=request.form.get("note", ""), seen=seen(), once=key)

    return _do(ticket_id, "handover", "handed", give)


@bp.post("/tickets/<int:ticket_id>/promises")
@may(Access.AGENT)
def promise(ticket_id: int) -> Answer | Response:
    """Promise another time before the first one is due."""

    def move(session: Session, key: str) -> None:
        due = due_of(known(session, ticket_id), now())
        if due is None:
            raise Refused("promise", N_("Please give the day and the time of your next letter."))
        move_promise(session, ticket_id, g.agent, now(), due, seen=seen(), once=key)

    return _do(ticket_id, "promise", "moved", move)


@bp.post("/tickets/<int:ticket_id>/closing")
@may(Access.AGENT)
def closing(ticket_id: int) -> Answer | Response:
    """Close what was asked and not answered."""
    return _do(
        ticket_id,
        "closing",
        "closed",
        lambda session, key: close_unconfirmed(session, ticket_id, g.agent, now(), seen=seen(), once=key),
    )


@bp.post("/tickets/<int:ticket_id>/links")
@may(Access.AGENT)
def new_link(ticket_id: int) -> Answer | Response:
    """A new private link; the old one is void."""

    def renew(session: Session, key: str) -> None:
        rotate(session, ticket_id, "private", now(), agent_id=g.agent.id, once=key)

    return _do(ticket_id, "link", "rotated", renew, "link")


def _do(
    ticket_id: int, form: str, code: str, verb: Callable[[Session, str], object], anchor: str = ""
) -> Answer | Response:
    """One deed in one transaction; refused, the page comes back with the form as it was typed."""
    try:
        with write() as session:
            known(session, ticket_id)
            verb(session, request.form.get("once", ""))
    except Repeated:
        pass
    except Refused as refused:
        return refuse(ticket_id, form, refused)
    return said(urls().ticket(ticket_id), code, anchor)
