"""Writing to the customer: the letter, its preview, and the one that is not sent yet."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from flask import Response, jsonify, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage import uploads
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.causes.laid import put_away
from statuspage.domain.desk import unsent_letters
from statuspage.domain.desk.held_letters import BY_HAND
from statuspage.domain.desk.holding import Meant, hold
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.mentions import see_mentions
from statuspage.domain.notes import add_note
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.forms import Form, by_script, errors_of, go, number, once, sent_once
from statuspage.present import drafts, times
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER, LETTER_AND_FILES
from statuspage.surfaces.desk.asking_for import needed_of, refuse_among_us
from statuspage.surfaces.desk.at_hand import chosen_cover
from statuspage.surfaces.desk.blueprint import bp, seen, urls
from statuspage.surfaces.desk.case import TicketRequest
from statuspage.surfaces.desk.drafting import fields_of, laid, refuse_other_promise, taken_out
from statuspage.surfaces.desk.files import bringer
from statuspage.surfaces.desk.gentle import gentler
from statuspage.surfaces.desk.held import holding_of
from statuspage.surfaces.desk.laid import laid_in
from statuspage.surfaces.desk.lookup import customer_of
from statuspage.surfaces.desk.mentions import noted
from statuspage.surfaces.desk.onward import go_on
from statuspage.surfaces.desk.page import refuse, ticket_page
from statuspage.surfaces.desk.preview import preview_of
from statuspage.surfaces.desk.promise_choices import due_of
from statuspage.surfaces.desk.whose import asked_of, still_of

_BUTTONS = {"take", "drop"}  # of the other letters that one has begun
_PRESSED = {"draft", "remind", "take_out", "gentler"}  # buttons of the preview, which say nothing of the letter
_DONE_AND_NEXT = {"noted": "noted-of", "held": "held", "sent": "sent-to"}  # said on the page of the next ticket


@bp.post("/tickets/<int:ticket_id>/letters")
@may(Access.AGENT, room=LETTER_AND_FILES)
def send(ticket_id: int) -> Answer | Response:
    """Send the letter, or add it as a note when only we may see it; its unsent copy goes in the same transaction.

    A letter is held first, as long as its agent wants. With ``then`` as "next", its agent goes on to the next ticket of
    the queue.
    """
    agent, is_note = access.agent(), request.form.get("seen_by") == "us"
    brought = uploads.posted(bringer(ticket_id))
    if brought.refused:
        return refuse(ticket_id, agent, "letter", brought.refused, brought.here)
    try:
        with write() as session:
            (_note if is_note else _letter)(session, ticket_id, agent, brought.keys)
            unsent_letters.end_unsent(session, agent.id, ticket_id, now(), **_window())
            see_mentions(session, ticket_id, agent.id, now())
    except Repeated:
        pass
    except Refused as refused:
        return refuse(ticket_id, agent, "letter", refused, brought.here)
    done = noted(request.form.get("body", "")) if is_note else "held" if holding_of(agent) else "sent"
    if request.form.get("then") == "next" and done in _DONE_AND_NEXT:  # a name that is nobody's is looked at first
        return go_on(ticket_id, agent, _DONE_AND_NEXT[done])
    return go(urls().ticket(ticket_id), done, more=still_of())


@bp.post("/tickets/<int:ticket_id>/preview")
@may(Access.AGENT, room=LETTER_AND_FILES)
def preview(ticket_id: int) -> str | Response:
    """What the letter will look like; or, by another button, the letter with a draft laid into it, or taken out.

    Without script it is the whole page again, with the files that were chosen. The page's script gets what a draft
    makes of the letter as JSON.
    """
    agent, customer = access.agent(), customer_of(db.session(), ticket_id)
    ticket = db.session.get_one(Ticket, ticket_id)
    typed = {name: text for name, text in request.form.items() if name not in _PRESSED}
    try:
        words = laid(db.session(), ticket, customer, now())
    except Refused as refused:
        return _not_laid(ticket_id, agent, refused)
    if words is not None and by_script():
        return jsonify(asdict(words))
    if words is not None:
        typed |= {"body": words.body, **fields_of(words.undo)}
    elif "take_out" in request.form:
        typed = taken_out(typed)
    elif "gentler" in request.form:
        typed = gentler(db.session(), customer, typed)
    shown = "" if _PRESSED.intersection(request.form) else preview_of(ticket, customer, agent, now())
    if by_script():
        return shown
    brought = uploads.posted(bringer(ticket_id))
    form = Form("letter", typed, errors_of(brought.refused), brought.here)
    return ticket_page(ticket_id, agent, TicketRequest(form=form, preview=shown))


def _not_laid(ticket_id: int, agent: Agent, refused: Refused) -> Response:
    """Why a draft was not laid into the letter, which stands as it was typed."""
    if by_script():
        return make_response(jsonify(refused=errors_of(refused)["body"]), 422)
    return refuse(ticket_id, agent, "letter", refused, uploads.posted(bringer(ticket_id)).here)


@bp.post("/tickets/<int:ticket_id>/unsent")
@may(Access.AGENT, room=LETTER)
def save(ticket_id: int) -> Answer | Response:
    """Save the letter as it stands, and say when. One that is already sent is not saved again.

    By a button of the page: ``discard`` it instead; or save it, and ``take`` another one or ``drop`` it, by its mark.
    One that is laid before its agent is put away so. With ``back`` one that was discarded is begun again.
    """
    agent, at, form = access.agent(), now(), request.form
    if form.get("back"):
        return _bring_back(ticket_id, agent, form["back"])
    away, gone = False, ""
    try:
        with write() as session:
            customer_of(session, ticket_id)
            if form.get("discard"):
                unsent_letters.end_unsent(session, agent.id, ticket_id, at, **_window())
                away = put_away(session, number(form.get("laid")) or 0, ticket_id, agent, at)
                if not away:
                    gone = unsent_letters.set_aside(session, agent.id, ticket_id, _typed(), at, name=once())
            else:
                _keep(session, agent, ticket_id)
                away = put_away(session, laid_in(form.get("drop", "")), ticket_id, agent, at)
                mark = form.get("drop", "")
                gone = unsent_letters.discard_unsent(session, agent.id, ticket_id, mark, at, name=once())
    except Repeated:
        return make_response("", 204)
    if away:
        return go(urls().ticket(ticket_id), "laid_away", more=still_of())
    if form.get("discard") or gone:
        return go(urls().ticket(ticket_id), "discarded", more=still_of() | ({"back": gone} if gone else {}))
    if not _BUTTONS.isdisjoint(form):
        return redirect(urls().ticket(ticket_id, form.get("take", "").partition(":")[2], asked_of()) + "#letter", 303)
    return make_response(times.clock(at, agent.zone))


def _keep(session: Session, agent: Agent, ticket_id: int) -> None:
    """Save this window's copy. By a button, it is saved even where the form was sent before: it came by Back."""
    words, window = _typed(), _window()
    try:
        unsent_letters.save_unsent(session, agent.id, ticket_id, words, now(), **window)
    except Repeated:
        if _BUTTONS.isdisjoint(words):
            raise
        unsent_letters.save_unsent(session, agent.id, ticket_id, words, now(), copy=once())


def _typed() -> dict[str, str]:
    """The form as it was typed, with the files that are here already."""
    words = dict(request.form.items())
    if uploads.SENT in words:
        words[unsent_letters.FILES] = " ".join(request.form.getlist(uploads.SENT))
    return words


def _bring_back(ticket_id: int, agent: Agent, copy: str) -> Answer:
    """Begin a letter again that was discarded, and lead to it."""
    with write() as session:
        customer_of(session, ticket_id)
        begun = unsent_letters.bring_back(session, agent.id, ticket_id, copy, now())
    return redirect(urls().ticket(ticket_id, begun, asked_of()) + "#letter", 303)


def _window() -> dict[str, str]:
    """The window that sent this form, and the saved letter that it goes on with."""
    return {name: request.form.get(name, "") for name in ("copy", "begun")}


def _letter(session: Session, ticket_id: int, agent: Agent, files: Sequence[str]) -> None:
    """Hold it for as long as this agent's letters are held, or write it at once."""
    at, once, seconds = now(), sent_once(), holding_of(agent)
    meant = _meant(session, agent, customer_of(session, ticket_id), at, files)
    if not seconds:
        meant.write(session, ticket_id, agent, at, once)
        return
    typed = {name: text for name, text in request.form.items() if name in unsent_letters.FIELDS}
    typed[unsent_letters.FILES] = " ".join(files)
    length = None if seconds == BY_HAND else timedelta(seconds=seconds)
    hold(session, ticket_id, agent, at, meant, typed=typed, length=length, once=once)


def _meant(session: Session, agent: Agent, customer: Customer, at: datetime, files: Sequence[str]) -> Meant:
    """The letter that the form was sent with."""
    form = request.form
    asks, due = form.get("promise") == "ask", due_of(customer, at)
    refuse_other_promise(due, customer.language)
    cover = chosen_cover(session, agent, due)
    return Meant(
        body=form.get("body", ""),
        heard=form.get("heard", ""),
        step=None if asks else form.get("step") or None,
        promise=due,
        asks_solved=asks,
        is_public=form.get("seen_by") == "public",
        by_phone=bool(form.get("by_phone")),
        declines_call=bool(form.get("declines_call")),
        turn=form.get("turn", "us"),
        needs=needed_of(customer, at),
        seen=seen(),
        files=tuple(files),
        laid=number(form.get("laid")) or 0,
        kept_by=cover.id if cover else 0,
        note=form.get("note", ""),
        filling=drafts.filling(due, customer.language),
    )


def _note(session: Session, ticket_id: int, agent: Agent, files: Sequence[str]) -> None:
    if files:
        raise Refused("files", N_("Files go with letters: a note among us has none. Take them out, or send a letter."))
    customer_of(session, ticket_id)
    refuse_among_us()
    add_note(session, ticket_id, agent, now(), body=request.form.get("body", ""), once=sent_once())
