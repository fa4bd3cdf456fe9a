"""The causes in a list, and beginning one: what several customers suffer from at once."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.causes.cause import begin_cause, begun_with
from statuspage.domain.causes.standing import CauseItem, read_causes
from statuspage.domain.causes.ties import tie
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.events import repeats
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, Form, go, number, refused_form, sent_once, typed
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER
from statuspage.surfaces.desk.blueprint import bp, urls


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause of the list, with what there is to tell of it in words."""

    name: str
    address: str
    told: str
    begun: str


@dataclass(frozen=True, slots=True)
class CausesPage:
    """The causes that go on, and those that are ``over``."""

    causes: tuple[CauseRow, ...]
    over: tuple[CauseRow, ...]


@dataclass(frozen=True, slots=True)
class NewCausePage:
    """The form of a cause that is to be begun; ``ticket_id`` is its first ticket, 0 for none, with its ``subject``."""

    form: Form
    ticket_id: int
    subject: str


@bp.get("/causes")
@may(Access.AGENT)
def causes() -> str:
    """The causes, open ones first."""
    found, reader = read_causes(db.session()), Reader(access.agent().zone, now())
    going = tuple(_row(one, reader) for one in found if one.ended_at is None)
    over = tuple(_row(one, reader) for one in found if one.ended_at is not None)
    return render_template("desk/causes.html", page=CausesPage(going, over))


@bp.get("/causes/new")
@may(Access.AGENT)
def new_cause() -> Response:
    """The form; ``ticket`` is the first that is tied to it."""
    return _page(NO_FORM, number(request.args.get("ticket")))


@bp.post("/causes")
@may(Access.AGENT, room=LETTER)
def begin() -> Answer | Response:
    """Begin it, and tie the ticket from which that was done."""
    key, ticket_id = sent_once(), number(typed("ticket")) or 0
    try:
        with write() as session, repeats(key):
            cause_id = _begin(session, key, ticket_id)
    except Repeated:
        db.session.rollback()  # the first one may have come since this request began
        return go(urls().cause(begun_with(db.session(), key) or 0), "cause_begun")
    except Refused as refused:
        return _page(refused_form("cause", refused), ticket_id)
    return go(urls().cause(cause_id), "cause_begun")


def _begin(session: Session, key: str, ticket_id: int) -> int:
    agent, at = access.agent(), now()
    cause = begin_cause(session, agent, at, name=typed("name"), known=typed("known"), once=key)
    if ticket_id:
        tie(session, cause.id, [ticket_id], agent, at)
    return cause.id


def _row(one: CauseItem, reader: Reader) -> CauseRow:
    tickets = ngettext("One ticket", "%(num)d tickets", one.tickets)
    heard = ngettext("%(num)d has heard", "%(num)d have heard", one.heard)
    begun = gettext("begun by %(name)s, %(time)s", name=one.begun_by, time=reader.moment(one.begun_at))
    return CauseRow(one.name, urls().cause(one.id), gettext(", ").join((tickets, heard)), begun)


def _page(form: Form, ticket_id: int | None) -> Response:
    ticket = db.session.get(Ticket, ticket_id) if ticket_id else None
    page = NewCausePage(form, ticket.id if ticket else 0, ticket.subject if ticket else "")
    return make_response(render_template("desk/new_cause.html", page=page), 422 if form.name else 200)
