"""All tickets of one customer on a page of its own; and the way back to it for whoever has lost their link."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import markdown, validation
from statuspage.domain.errors import N_, Refused
from statuspage.domain.way_in import overviews
from statuspage.domain.way_in.overviews import OPEN, LostLink, Overview, OverviewItem
from statuspage.domain.wording import step_words
from statuspage.forms import NO_FORM, Form, go, refused_form, said, typed
from statuspage.present import languages, mailing, people, promised, times
from statuspage.present.companies import CompanyPart, read_part
from statuspage.present.languages import gettext
from statuspage.present.mailing import MailWay
from statuspage.present.people import PersonFace
from statuspage.present.reader import Reader
from statuspage.security import attempts, throttle
from statuspage.security.access import Access, may
from statuspage.security.mail_keys import lost, overview
from statuspage.security.room import FEW

bp = Blueprint("mine", __name__)

_WORDS = 160  # characters of the newest letter
SAID = {
    "joined": N_(
        "You are one of the company now. This is your own page: keep its address, in your bookmarks for instance. "
        "Nobody else reads your tickets unless you say so."
    ),
    "renewed": N_(
        "This is the new address of this page, and you are on it already. The old one opens nothing any more."
    ),
}


@dataclass(frozen=True, slots=True)
class LostPage:
    """Where whoever has lost their link asks for it. ``mails`` says what becomes of the mail, and ``is_asked`` that the
    form was just sent.
    """

    form: Form
    is_asked: bool
    mails: MailWay
    phone: str | None
    has_ask: bool


@dataclass(frozen=True, slots=True)
class LostLinkPage:
    """What a mailed link opens: one button. ``state`` is how it stands, a word of domain/way_in/overviews.py."""

    here: str
    state: str


@dataclass(frozen=True, slots=True)
class MineRow:
    """One ticket: where it stands in words, whom to wait for, and what was written last, by ``written_by``.

    ``of`` is the colleague whose it is, "" for one's own. ``address`` is "" for one of theirs that was never opened, of
    which no words are told either.
    """

    id: int
    of: str
    address: str
    subject: str
    owner: PersonFace
    standing: str
    promise: str
    is_late: bool
    is_open: bool
    written_by: str
    words: str
    when_iso: str
    when: str


@dataclass(frozen=True, slots=True)
class MinePage:
    """All tickets. ``more`` says that there are others behind them; ``ask`` is where one asks about something new.

    ``company`` is the one of whose people they are, None for nobody's, and ``colleagues`` the tickets of the others.
    """

    here: str
    said: str
    name: str
    rows: tuple[MineRow, ...]
    more: bool
    colleagues: tuple[MineRow, ...]
    company: CompanyPart | None
    ask: str
    city: str


@bp.get("/ask/link")
@may(Access.ASK, asks=("said", "lang"))
def lost_form() -> Response:
    """The form, and what is said once it was sent."""
    return _lost_page(NO_FORM)


@bp.post("/ask/link")
@may(Access.ASK, room=FEW)
@throttle.limiter.limit(throttle.LOST_LINKS)
def ask_link() -> Answer | Response:
    """Have the link mailed, if anybody has this address; the answer is the same for every address."""
    if not mailing.way_to_anyone().is_there:
        return _lost_page(NO_FORM)
    try:
        email = validation.mail("email", typed("email"))
    except Refused as refused:
        return _lost_page(refused_form("lost", refused))
    at = now()
    with write() as session:
        if attempts.begin(session, throttle.asking_for(email), at) is not None:
            overviews.ask_for_overview(session, email, at)
    return redirect("/ask/link?said=asked", 303)


@bp.get("/lost/<token>")
@may(Access.LOST, asks=())
def show_lost(token: str) -> tuple[str, int]:
    """The one button that uses the link; opening it changes nothing."""
    link = _link()
    state = overviews.stands(link, now())
    return render_template(
        "public/lost.html", page=LostLinkPage(f"/lost/{token}", state)
    ), 200 if state == OPEN else 410


@bp.post("/lost/<token>")
@may(Access.LOST)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def use_lost(token: str) -> Answer:
    """Use it, once, and go on to the overview."""
    with write() as session:
        found = overviews.use(session, lost(), now())
        address = public_request.urls().mine(found.id, found.generation) if found else f"/lost/{token}"
    return redirect(address, 303)


@bp.get("/mine/<token>")
@may(Access.MINE, asks=("said",))
def mine(token: str) -> str:
    """All tickets."""
    return render_template("customer/mine.html", page=_page(token))


@bp.get("/mine/<token>/list")
@may(Access.MINE, asks=())
def mine_list(token: str) -> Answer:
    """The list alone, for the page that asks again while somebody looks at it."""
    response = make_response(render_template("customer/_mine.html", page=_page(token)))
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/mine/<token>/link")
@may(Access.MINE)
@throttle.limiter.limit(throttle.WRITES, key_func=throttle.link)
def renew(token: str) -> Answer:
    """Give the page a new address, and make the old one void."""
    with write() as session:
        found = overviews.replace_key(session, overview().id, now())
        address = public_request.urls().mine(found.id, found.generation)
    return go(address, "renewed")


def _page(token: str) -> MinePage:
    found: Overview = overview()
    items, customer = overviews.read_overview(db.session(), found.id), overviews.holder(db.session(), found.id)
    if customer is None:
        abort(410)
    languages.speak(customer.language)
    reader = Reader(customer.zone, now())
    return MinePage(
        here=f"/mine/{token}",
        said=said(SAID),
        name=customer.first_name,
        rows=tuple(_row(item, reader) for item in items),
        more=len(items) == overviews.MOST,
        colleagues=tuple(_row(item, reader) for item in overviews.read_colleagues(db.session(), found.id)),
        company=read_part(db.session(), found.id, reader),
        ask=f"/mine/{token}/ask" if public_request.settings().ask else "",
        city=times.zone_name(customer.zone),
    )


def _row(item: OverviewItem, reader: Reader) -> MineRow:
    ticket, at = item.ticket, item.written_at or item.ticket.opened_at
    return MineRow(
        id=ticket.id,
        of=item.of,
        address=public_request.urls().shared(item.private) if item.private else "",
        subject=ticket.subject,
        owner=PersonFace(item.owner.called, people.photo(item.owner.photo)),
        standing=_standing(item, reader),
        promise=_promise(item, reader),
        is_late=_is_late(ticket.promised_at, reader),
        is_open=ticket.is_open,
        written_by=item.written_by,
        words=markdown.plain(item.html, _WORDS) if item.private else "",
        when_iso=times.iso(at),
        when=reader.moment(at),
    )


def _standing(item: OverviewItem, reader: Reader) -> str:
    ticket = item.ticket
    if item.goes_on:
        return gettext("It goes on in “%(subject)s”", subject=item.goes_on)
    if not ticket.is_open:
        solved = gettext("Solved, as they said") if item.of else gettext("Solved, as you said")
        return solved if ticket.closure == "confirmed" else gettext("Closed, not confirmed")
    return reader.say(step_words(ticket.step)) if ticket.step else gettext("Not heard yet")


def _promise(item: OverviewItem, reader: Reader) -> str:
    """When somebody writes again or calls, or whose the next word is."""
    ticket, name = item.ticket, item.owner.called
    if not ticket.is_open:
        return ""
    if ticket.promised_at is not None:
        when = reader.moment(ticket.promised_at)
        if _is_late(ticket.promised_at, reader):
            return _late(item, when)
        return promised.next_word(item.promised_by, when, item.of, is_call=item.promises_call)
    if item.of and ticket.asked_solved_at:
        return gettext("%(name)s asked whether it is solved.", name=item.asked_by or name)
    return gettext("Is it solved? You decide.") if ticket.asked_solved_at else gettext("%(name)s has it.", name=name)


def _late(item: OverviewItem, when: str) -> str:
    if item.promises_call:
        return gettext("%(name)s promised to call by %(when)s, and is late.", name=item.promised_by, when=when)
    return gettext("%(name)s promised to write by %(when)s, and is late.", name=item.promised_by, when=when)


def _is_late(promised_at: datetime | None, reader: Reader) -> bool:
    return promised_at is not None and promised_at < reader.now


def _link() -> LostLink:
    return db.session.get(LostLink, lost()) or abort(404)


def _lost_page(form: Form) -> Response:
    settings = public_request.settings()
    page = LostPage(
        form=form,
        is_asked=request.args.get("said") == "asked",
        mails=mailing.way_to_anyone(),
        phone=settings.company_phone,
        has_ask=settings.ask,
    )
    return make_response(render_template("public/lost_link.html", page=page), 422 if form.errors else 200)
