"""One cause: to say what is known, tie tickets to it and untie them, and lay one letter before all their owners."""

from dataclasses import dataclass

from flask import Response, abort, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import markdown
from statuspage.domain.causes import cause as verbs
from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.filling import filled
from statuspage.domain.causes.laying import checked_letter, lay
from statuspage.domain.causes.ties import tie, untie
from statuspage.domain.errors import Refused
from statuspage.domain.meanwhile import settled
from statuspage.domain.tickets import Ticket
from statuspage.forms import Form, by_script, go, number, refused_form, typed
from statuspage.present import causes as words
from statuspage.present.languages import say
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import bp, seen, urls
from statuspage.surfaces.desk.cause_page import cause_page, facts_of
from statuspage.surfaces.desk.lookup import customer_of, ticket_in


@dataclass(frozen=True, slots=True)
class CausePreview:
    """The letter as HTML for the reader with this ``name``; or why there is none, in words."""

    name: str
    html: str
    refused: str = ""


@bp.get("/causes/<int:cause_id>")
@may(Access.AGENT)
def cause(cause_id: int) -> Response:
    """The cause, its tickets and its letter; ``q`` looks for tickets to tie."""
    return cause_page(cause_id)


@bp.post("/causes/<int:cause_id>")
@may(Access.AGENT, room=LETTER)
def change_cause(cause_id: int) -> Answer | Response:
    """Save what it is called and what is known; with a ``deed``, end it or take it up again."""
    deed = typed("deed")
    _exists(cause_id)
    try:
        with write() as session:
            if deed == "end":
                verbs.end_cause(session, cause_id, now())
            elif deed == "again":
                verbs.take_up(session, cause_id)
            else:
                _change(session, cause_id)
    except Refused as refused:
        return cause_page(cause_id, refused_form("cause", refused), refused=refused)
    return go(urls().cause(cause_id), {"end": "cause_over", "again": "cause_again"}.get(deed, "saved"))


@bp.post("/causes/<int:cause_id>/tickets")
@may(Access.AGENT)
def tie_tickets(cause_id: int) -> Answer | Response:
    """Tie the tickets that were chosen, or whose addresses were typed; or ``untie`` one."""
    _exists(cause_id)
    agent, unties = access.agent(), number(typed("untie"))
    chosen = [ticket_in(one) or 0 for one in request.form.getlist("ticket")]
    try:
        with write() as session:
            if unties is not None:
                customer_of(session, unties)
                untie(session, cause_id, unties, agent, now())
            else:
                tie(session, cause_id, chosen, agent, now())
    except Refused as refused:
        return cause_page(cause_id, refused_form("tie", refused))
    return go(urls().cause(cause_id), "tied" if unties is None else "untied", "tickets")


@bp.post("/causes/<int:cause_id>/letters")
@may(Access.AGENT, room=LETTER)
def lay_letter(cause_id: int) -> Answer | Response | str:
    """Lay the letter before the owners; with ``deed`` as "preview", show it as one reader's, and lay nothing."""
    _exists(cause_id)
    language = _language()
    if typed("deed") == "preview":
        return _preview(cause_id, language)
    try:
        with write() as session:
            laid = lay(
                session,
                cause_id,
                access.agent(),
                now(),
                body=typed("body"),
                language=language,
                filler=words.filler(language),
                seen=seen(),
            )
    except Refused as refused:
        return cause_page(cause_id, refused_form("letter", refused))
    more = {"tickets": str(laid.laid), "owners": str(laid.owners), "over": str(laid.over)}
    return go(urls().cause(cause_id), "laid", "tickets", more)


def _change(session: Session, cause_id: int) -> None:
    found = verbs.lock_cause(session, cause_id)
    typed_facts = {name: typed(name).replace("\r\n", "\n").strip() for name in ("name", "known")}
    verbs.change_cause(session, cause_id, **settled(fields.shown(), facts_of(found), typed_facts))


def _preview(cause_id: int, language: str) -> Response | str:
    shown = _preview_of(language)
    html = render_template("desk/_cause_preview.html", preview=shown)
    return html if by_script() else cause_page(cause_id, Form("letter", dict(request.form.items())), html)


def _preview_of(language: str) -> CausePreview:
    """The letter as the reader who was chosen would get it; what is wrong with it is said in its place."""
    ticket_id, filler = number(typed("reader")) or 0, words.filler(language)
    customer = customer_of(db.session(), ticket_id)
    subject = db.session.get_one(Ticket, ticket_id).subject
    try:
        body = checked_letter(typed("body"), filler)
    except Refused as refused:
        return CausePreview(customer.name, "", say(refused.words))
    return CausePreview(customer.name, markdown.render(filled(body, customer, filler, subject=subject)))


def _language() -> str:
    """The language that the letter is written in; the first that this desk speaks where none of these was chosen."""
    spoken = fields.spoken()
    return typed("language") if typed("language") in spoken else spoken[0]


def _exists(cause_id: int) -> None:
    """404 when there is no such cause."""
    if db.session.get(Cause, cause_id) is None:
        abort(404)
