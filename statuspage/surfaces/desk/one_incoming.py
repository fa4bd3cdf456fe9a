"""One mail that came in: what it says, why it was refused, and what to do with it. The whole of it is here to read."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.incoming.original import whole_text
from statuspage.domain.errors import Refused
from statuspage.domain.incoming import taking
from statuspage.domain.incoming.listing import CameIn, read_one, suggested
from statuspage.domain.incoming.mail import original
from statuspage.forms import NO_FORM, Form, go, number, refused_form
from statuspage.present import came_in
from statuspage.present.reader import Reader
from statuspage.security import access, headers
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.incoming import IncomingRow, row_of
from statuspage.surfaces.desk.lookup import ticket_in


@dataclass(frozen=True, slots=True)
class OneIncoming:
    """One mail. ``words`` are what its writer says, ``whole`` all that stands in it; ``ticket`` is the address of its
    ticket, "" where it has none, and ``suggested`` are those that it may belong to: the id, the subject and the
    customer's name of each. ``can`` names what may be done.
    """

    row: IncomingRow
    form: Form
    outcome: str
    sender: str
    reader: str
    subject: str
    ticket: str
    words: str
    whole: str
    files: tuple[came_in.BroughtFile, ...]
    is_cut: bool
    can: frozenset[str]
    suggested: tuple[tuple[str, str, str], ...]
    needs_ticket: bool


@bp.get("/incoming/<int:mail_id>")
@may(Access.AGENT)
def one_incoming(mail_id: int) -> Response:
    """The mail, and what can be done with it."""
    return _page(mail_id)


@bp.get("/incoming/<int:mail_id>/original")
@may(Access.AGENT)
def incoming_original(mail_id: int) -> Response:
    """The message as it came, as a file: nothing of it is shown by the browser."""
    _item(mail_id)
    answer = make_response(b"".join(original(db.session(), mail_id)))
    answer.headers["Content-Type"] = "message/rfc822"
    answer.headers["Content-Disposition"] = f'attachment; filename="mail-{mail_id}.eml"'
    answer.headers["Content-Security-Policy"] = headers.LOCKED_MAIL
    return answer


@bp.post("/incoming/<int:mail_id>/taken")
@may(Access.AGENT)
def take_incoming(mail_id: int) -> Answer | Response:
    """Take it after all: on its ticket, or on the one that is chosen."""
    _item(mail_id)
    chosen = number(request.form.get("ticket")) or ticket_in(request.form.get("address", ""))
    try:
        with write() as session:
            taken = taking.take_after_all(session, mail_id, access.agent(), now(), ticket_id=chosen)
    except Refused as refused:
        return _page(mail_id, refused_form("take", refused))
    if taken.outcome == "taken" and taken.ticket_id is not None:
        return go(urls().ticket(taken.ticket_id), "taken_by_hand")
    return go(urls().incoming(mail_id), "taken_by_hand")


@bp.post("/incoming/<int:mail_id>/dropped")
@may(Access.AGENT)
def drop_incoming(mail_id: int) -> Answer:
    """It is not ours; with ``undo`` it is to be looked at again."""
    _item(mail_id)
    verb, code = (taking.pick_up, "picked_up") if request.form.get("undo") else (taking.drop, "dropped")
    with write() as session:
        verb(session, mail_id, access.agent(), now())
    return go(urls().incoming(mail_id) if code == "picked_up" else urls().arrived(), code)


def _item(mail_id: int) -> CameIn:
    return read_one(db.session(), mail_id) or abort(404)


def _page(mail_id: int, form: Form = NO_FORM) -> Response:
    item, reader = _item(mail_id), Reader(access.agent().zone, now())
    needs_ticket = item.ticket_id is None
    page = OneIncoming(
        row=row_of(item, reader),
        form=form,
        outcome=came_in.outcome(item),
        sender=item.sender,
        reader=item.reader,
        subject=item.ticket,
        ticket=urls().ticket(item.ticket_id) if item.ticket_id else "",
        words=item.words,
        whole=whole_text(b"".join(original(db.session(), mail_id))),
        files=came_in.brought_files(item),
        is_cut=item.kept < item.size,
        can=_can(item),
        suggested=_suggested(item) if needs_ticket else (),
        needs_ticket=needs_ticket,
    )
    return make_response(render_template("desk/one_incoming.html", page=page), 422 if form.name else 200)


def _can(item: CameIn) -> frozenset[str]:
    """What may be done: take, where there are words or files; drop, or pick up again."""
    found = {"refused": {"take", "drop"}, "dropped": {"take", "pick_up"}}.get(item.outcome, set[str]())
    return frozenset(found if item.words.strip() or item.data.get("files") else found - {"take"})


def _suggested(item: CameIn) -> tuple[tuple[str, str, str], ...]:
    found = suggested(db.session(), item.sender, item.sender_name)
    return tuple((str(one.id), one.subject, one.customer) for one in found)
