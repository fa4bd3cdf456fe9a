"""The way in: anyone asks, without an account, and has a page of their own with a named person on it at once."""

from dataclasses import dataclass

from flask import Blueprint, abort, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.events import Event
from statuspage.domain.form_keys import form_key
from statuspage.domain.people import contact
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.opening_hours import opening_spans
from statuspage.domain.shares.share import shares_of
from statuspage.domain.validation import SUBJECT_LIMIT, visible
from statuspage.domain.way_in.ask import Asker, ask
from statuspage.domain.way_in.overviews import holder
from statuspage.domain.way_in.topics import Topic, TopicWords, in_language, offered
from statuspage.forms import NO_FORM, Form, go, once, refused_form, sent_once, typed
from statuspage.present import languages, mailing, times
from statuspage.present.languages import gettext
from statuspage.present.opening_hours import OpeningHours, tell_hours
from statuspage.security import robots, throttle
from statuspage.security.access import Access, may
from statuspage.security.mail_keys import overview
from statuspage.security.room import ASKED

bp = Blueprint("ask", __name__)

_MORE = ("also", "subject", "reach", "reach_when")  # the fields that are folded away


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form, which is posted to ``here``. ``known`` is who has shown by a key that they ask, None for anyone.

    ``once`` is its key, ``begun`` says when it was made, and ``trap`` names a field that no person sees. ``topics`` are
    offered, and ``topic`` names the one that is chosen, or is "".

    ``subject`` is what the address says that it is about. ``zone`` is the company's, in whose ``city`` the team's
    ``hours`` are told. ``mailing`` says whether mail leaves; ``is_unfolded``, that something is wrong in what is folded
    away. ``nobody`` is so while no agent works here.
    """

    here: str
    form: Form
    known: Customer | None
    once: str
    begun: str
    trap: str
    topics: tuple[TopicWords, ...]
    topic: str
    subject: str
    language: str
    zone: str
    city: str
    hours: OpeningHours | None
    phone: str | None
    mailing: str
    is_unfolded: bool
    nobody: bool


@bp.get("/ask")
@may(Access.ASK, asks=("topic", "about", "lang"))
def form() -> Response:
    """The form; its address may name a ``topic``, and what it is ``about``, as on the back of a machine."""
    _speak(request.args.get("lang", ""))
    return _page(NO_FORM, request.args.get("topic", ""), visible(request.args.get("about", ""))[:SUBJECT_LIMIT])


@bp.post("/ask")
@may(Access.ASK)
@throttle.limiter.limit(throttle.ASKS)
def send() -> Response:
    """Open a ticket, and lead to its page; a form that was sent twice leads to the same."""
    _speak(typed("lang"))
    return _send(None)


@bp.get("/mine/<token>/ask")
@may(Access.MINE, asks=())
def form_of_known(token: str) -> Response:
    """The form for whoever holds the key to all their tickets: what is known of them is not asked."""
    return _page(NO_FORM, "", "", _known())


@bp.post("/mine/<token>/ask")
@may(Access.MINE, room=ASKED)
@throttle.limiter.limit(throttle.ASKS)
def send_known(token: str) -> Response:
    """Open another ticket of theirs, and lead to its page."""
    return _send(_known())


def _known() -> Customer:
    known = holder(db.session(), overview().id) or abort(410)
    languages.speak(known.language)
    return known


def _send(known: Customer | None) -> Response:
    key = sent_once()
    try:
        with write() as session:
            address = _page_of(session, _ask(session, key, known))
        if known is None:
            robots.count()
    except Repeated:
        db.session.rollback()  # what was read before dates from before the first one
        first = select(Event.ticket_id).where(Event.kind == "opened", Event.once == form_key(key))
        address = _page_of(db.session(), db.session.scalars(first).one())
    except Refused as refused:
        return _page(refused_form("ask", refused), typed("topic"), "", known)
    return go(address, "asked")


def _page_of(session: Session, ticket_id: int) -> str:
    """The address of their own page."""
    return public_request.urls().shared(shares_of(session, ticket_id)["private"])


def _ask(session: Session, key: str, known: Customer | None) -> int:
    at, settings = now(), public_request.settings()
    topic = next((one for one in offered(session) if one.name == typed("topic")), None)
    ways = contact.ways({name: typed(name).strip() for name in contact.FIELDS})
    with contact.at_its_field(ways):
        ticket, _ = ask(
            session,
            _asker(ways),
            at,
            story=typed("story"),
            subject=typed("subject"),
            topic=topic,
            answers=_answers(topic),
            company=settings.company_name,
            doubt="" if known else robots.doubt(settings.secret_keys, at),
            customer=session.get_one(Customer, known.id) if known else None,
            is_demo=_is_demo(session),
            once=key,
        )
    return ticket.id


def _asker(ways: contact.Ways) -> Asker:
    return Asker(
        name=typed("name"),
        email=contact.given(ways, "email"),
        phone=contact.given(ways, "phone"),
        reach=typed("reach") or contact.usual_reach(ways),
        reach_when=typed("reach_when"),
        zone=public_request.zone_or_ours(typed("zone")),
        language=_own_language(),
        prefers=_prefers(),
    )


def _answers(topic: Topic | None) -> list[tuple[str, str]]:
    """What the chosen topic asks, in the words of the form that was sent, each with what was typed."""
    if topic is None:
        return []
    asked = in_language(topic, languages.language(), public_request.settings().languages[0]).asked
    return [(label, typed(f"{topic.name}-{at}")) for at, label in enumerate(asked)]


def _is_demo(session: Session) -> bool:
    """Whether whoever asks becomes one of the demo's people, as all are who would look after it."""
    settings = public_request.settings()
    is_tried = settings.demo and not settings.production
    return bool(is_tried and session.scalar(select(Agent.is_demo).where(Agent.is_active).order_by(Agent.id).limit(1)))


def _speak(chosen: str) -> None:
    """Speak the language that the address or the form names; else the browser's choice stands."""
    if chosen in public_request.settings().languages:
        languages.speak(chosen)


def _own_language() -> str:
    """The language in which they are written to: the one that they chose, or that their browser asks for; else ""."""
    spoken = public_request.settings().languages
    chosen = typed("lang")
    return chosen if chosen in spoken else request.accept_languages.best_match(spoken) or ""


def _prefers() -> str:
    """The language that their browser would like best, whether or not we speak it."""
    return typed("lang") or next(iter(request.accept_languages.values()), "")


def _page(form: Form, topic: str, about: str, known: Customer | None = None) -> Response:
    settings, at, session = public_request.settings(), now(), db.session()
    spoken = languages.language()
    topics = tuple(in_language(one, spoken, settings.languages[0]) for one in offered(session))
    nobody = session.scalar(select(Agent.id).where(Agent.is_active).limit(1)) is None
    page = AskPage(
        here=request.path,
        form=form,
        known=known,
        once=once(),
        begun=typed("begun") or robots.begun_at(settings.secret_keys, at),
        trap=robots.TRAP,
        topics=topics,
        topic=topic if any(one.name == topic for one in topics) else "",
        subject=about,
        language=typed("lang") or request.args.get("lang", ""),
        zone=settings.company_zone,
        city=times.zone_name(settings.company_zone),
        hours=tell_hours(opening_spans(session, at), settings.company_zone, at),
        phone=settings.company_phone,
        mailing=_told_mailing(),
        is_unfolded=bool(about) or any(form.error("ask", name) or form.value("ask", name) for name in _MORE),
        nobody=nobody,
    )
    return make_response(render_template("public/ask.html", page=page), 503 if nobody else 422 if form.errors else 200)


def _told_mailing() -> str:
    """How they will hear of it, before they have said by what they can be reached."""
    if mailing.leaves():
        return gettext("Each letter comes by mail too, if you give an address.")
    return gettext("No mail leaves from here: what is written to you stands on your page.")
