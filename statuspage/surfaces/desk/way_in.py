"""What customers can ask about, and by which rule somebody gets it: the team's to set."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import colleagues
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in import topics
from statuspage.domain.way_in.rule import CRITERIA, knows, read_rule, save_rule
from statuspage.domain.way_in.suspects import believe, drop
from statuspage.domain.way_in.topics import Topic
from statuspage.forms import NO_FORM, Form, go, number, refused_form, typed
from statuspage.present import languages
from statuspage.present.languages import gettext
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls

WAY_IN = "/desk/way-in"


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic of the list: its address at the desk, and where customers come in with it, "" for one that is over."""

    id: int
    title: str
    asked: tuple[str, ...]
    knowing: str
    address: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class WayInPage:
    """The page. ``address`` is where anyone asks, "" while nobody may; ``steps`` are the criteria of the rule in their
    order, "" for one that does not count, and ``criteria`` is what can be chosen.
    """

    form: Form
    address: str
    topics: tuple[TopicRow, ...]
    over: tuple[TopicRow, ...]
    steps: tuple[str, ...]
    criteria: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class TopicLanguage:
    """What a topic says in one language: its tag, its own name, and whether it is needed."""

    tag: str
    name: str
    title: str
    asked: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic's form, which is posted to ``here``. ``team`` are agents, each with whether they know about it."""

    form: Form
    here: str
    is_new: bool
    name: str
    languages: tuple[TopicLanguage, ...]
    team: tuple[tuple[int, str, bool], ...]
    is_over: bool


@bp.get("/way-in")
@may(Access.AGENT)
def way_in() -> Response:
    """The topics, and the rule."""
    return _page()


@bp.post("/way-in/rule")
@may(Access.AGENT)
def change_rule() -> Answer:
    """Let these criteria count, in this order."""
    with write() as session:
        save_rule(session, (typed(f"step-{at}") for at in range(len(CRITERIA))))
    return go(WAY_IN, "saved", "rule")


@bp.get("/way-in/topics/new")
@may(Access.AGENT)
def new_topic() -> Response:
    """The form of a topic that is to be added."""
    return _topic_page(None)


@bp.get("/way-in/topics/<int:topic_id>")
@may(Access.AGENT)
def topic(topic_id: int) -> Response:
    """The form of one topic."""
    return _topic_page(_topic(topic_id))


@bp.post("/way-in/topics")
@may(Access.AGENT)
def add_topic() -> Answer | Response:
    """Add a topic."""
    return _save(None)


@bp.post("/way-in/topics/<int:topic_id>")
@may(Access.AGENT)
def change_topic(topic_id: int) -> Answer | Response:
    """Save it, end it, take it back, or offer it earlier, as the button says."""
    found, deed = _topic(topic_id), typed("deed") or "save"
    return _save(found) if deed == "save" else _move(found.id, deed)


def _save(found: Topic | None) -> Answer | Response:
    spoken = public_request.settings().languages
    try:
        with write() as session:
            topics.save_topic(
                session,
                found.id if found else None,
                name=typed("name"),
                words={code: (typed(f"title_{code}"), typed(f"asked_{code}")) for code in spoken},
                agents=knows(session, (number(one) or 0 for one in request.form.getlist("agent"))),
                first=spoken[0],
            )
    except Refused as refused:
        return _topic_page(found, refused_form("topic", refused))
    return go(WAY_IN, "saved")


@bp.post("/tickets/<int:ticket_id>/doubt")
@may(Access.AGENT)
def settle_doubt(ticket_id: int) -> Answer:
    """Say whether a person asked; it can be said otherwise later."""
    deed = typed("deed")
    if deed not in ("person", "robot") or db.session.get(Ticket, ticket_id) is None:
        abort(404)
    with write() as session:
        if deed == "person":
            believe(session, ticket_id, now())
        else:
            drop(session, ticket_id, now())
    return go(urls().ticket(ticket_id), deed)


def _move(topic_id: int, deed: str) -> Answer | Response:
    try:
        with write() as session:
            if deed == "end":
                topics.end_topic(session, topic_id, now())
            elif deed == "again":
                topics.take_topic_back(session, topic_id)
            elif deed == "up":
                topics.move_up(session, topic_id)
            else:
                abort(400)
    except Refused as refused:
        return _page(refused_form("topics", refused))
    return go(WAY_IN, "saved")


def _topic(topic_id: int) -> Topic:
    return db.session.get(Topic, topic_id) or abort(404)


def _page(form: Form = NO_FORM) -> Response:
    rows = [_row(one, at == 0) for at, one in enumerate(topics.every(db.session()))]
    rule = read_rule(db.session())
    page = WayInPage(
        form=form,
        address=urls().ask() if public_request.settings().ask else "",
        topics=tuple(row for row in rows if row.address),
        over=tuple(row for row in rows if not row.address),
        steps=(*rule, *[""] * (len(CRITERIA) - len(rule))),
        criteria=_criteria(),
    )
    return make_response(render_template("desk/way_in.html", page=page), 422 if form.errors else 200)


def _row(found: Topic, is_first: bool) -> TopicRow:
    words = topics.in_language(found, languages.language(), public_request.settings().languages[0])
    names = [one.called for one in colleagues(db.session()) if one.id in found.agents]
    address = urls().ask(topic=found.name) if found.ended_at is None else ""
    return TopicRow(found.id, words.title, words.asked, gettext(", ").join(names), address, is_first)


def _criteria() -> list[tuple[str, str]]:
    words = {
        "topic": gettext("who knows the topic"),
        "language": gettext("who writes their language"),
        "in": gettext("who is in, or in first"),
        "least": gettext("who has least to do"),
        "turn": gettext("whose turn it is"),
    }
    return [("", gettext("nothing more")), *((name, words[name]) for name in CRITERIA)]


def _topic_page(found: Topic | None, form: Form = NO_FORM) -> Response:
    first = public_request.settings().languages[0]
    knows_it = [number(one) for one in request.form.getlist("agent")] if form.errors else found.agents if found else []
    page = TopicPage(
        form=form,
        here=f"{WAY_IN}/topics" + (f"/{found.id}" if found else ""),
        is_new=found is None,
        name=form.value("topic", "name", found.name if found else ""),
        languages=tuple(
            TopicLanguage(
                tag,
                name,
                form.value("topic", f"title_{tag}", _said(found, tag, "title")),
                form.value("topic", f"asked_{tag}", _said(found, tag, "asked")),
                tag == first,
            )
            for tag, name in languages.by_name()
        ),
        team=tuple((one.id, one.called, one.id in knows_it) for one in colleagues(db.session())),
        is_over=found is not None and found.ended_at is not None,
    )
    return make_response(render_template("desk/topic.html", page=page), 422 if form.errors else 200)


def _said(found: Topic | None, tag: str, part: str) -> str:
    said = (found.words.get(tag) or {}).get(part, "") if found else ""
    return said if isinstance(said, str) else "\n".join(said)
