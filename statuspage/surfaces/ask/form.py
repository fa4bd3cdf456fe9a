"""The form by which anyone asks, wherever it stands: what it shows, and the ticket that it opens."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import request
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage import public_request, uploads
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import AllWrong, Refused, Repeated
from statuspage.domain.events import Event
from statuspage.domain.files.file import Bringer
from statuspage.domain.form_keys import form_key
from statuspage.domain.people import contact
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.opening_hours import opening_spans
from statuspage.domain.shares.share import shares_of
from statuspage.domain.validation import SUBJECT_LIMIT, visible
from statuspage.domain.way_in.ask import Asker, ask
from statuspage.domain.way_in.pressure import feel
from statuspage.domain.way_in.topics import Topic, TopicWords, in_language, offered
from statuspage.forms import Form, once, refused_form, sent_once, typed
from statuspage.present import languages, mailing, times
from statuspage.present.companies import told_readers
from statuspage.present.files import FileField
from statuspage.present.languages import gettext
from statuspage.present.mailing import MailWay
from statuspage.present.opening_hours import OpeningHours, tell_hours
from statuspage.security import puzzles, robots, throttle
from statuspage.security.room import ASKED_AND_FILES
from statuspage.uploads import NO_FILES

_FIELDS = ("story", "file", "answer", "name", "contact", "subject", "also", "reach", "reach_when")  # in their order
_MORE = ("also", "subject", "reach", "reach_when")  # the fields that are folded away


@dataclass(frozen=True, slots=True)
class AskPage:
    """The form, which is posted to ``here``. ``known`` is who has shown by a key that they ask, None for anyone.

    ``once`` is its key, ``begun`` says when it was made, and ``trap`` names a field that no person sees. ``topics`` are
    offered, and ``topic`` names the one that is chosen, or is "". While many come ``puzzle`` is what its browser is to
    solve, as JSON, and ``solution`` the answer that it has sent already, in the field ``proof``; both are "" otherwise.

    ``subject`` is what the address says that it is about, and stands in sight then. ``zone`` is the company's, in whose
    ``city`` the team's ``hours`` are told. ``mailing`` says whether mail leaves, by ``mails``; ``is_unfolded``, that
    something is wrong in what is folded away. ``nobody`` is so while no agent works here. ``read_by`` says who of one's
    company will read it, "" for whoever is of none. ``files_key`` is what the files are known by that the form brings,
    and ``file_field`` the field for them.
    """

    here: str
    form: Form
    known: Customer | None
    once: str
    begun: str
    trap: str
    proof: str
    puzzle: str
    solution: str
    topics: tuple[TopicWords, ...]
    topic: str
    subject: str
    language: str
    zone: str
    city: str
    hours: OpeningHours | None
    read_by: str
    phone: str | None
    mails: MailWay
    mailing: str
    is_unfolded: bool
    nobody: bool
    files_key: str
    file_field: FileField

    @property
    def status(self) -> int:
        """The code with which it is answered."""
        return 503 if self.nobody else 422 if self.form.errors else 200


def speak(chosen: str) -> None:
    """Speak the language that the address or the form names; else the browser's choice stands."""
    if chosen in public_request.settings().languages:
        languages.speak(chosen)


def prefilled() -> tuple[str, str]:
    """The topic that the address names, and what it says that it is about, as much of it as a subject holds."""
    return request.args.get("topic", "")[:40], visible(request.args.get("about", ""))[:SUBJECT_LIMIT]


def make_page(here: str, form: Form, topic: str, about: str, known: Customer | None = None) -> AskPage:
    """The form as it stands now, in the language that is spoken."""
    settings, at, session = public_request.settings(), now(), db.session()
    topics, mails = _topics(session), mailing.way_to_anyone()
    begun = typed("begun") or robots.begun_at(settings.secret_keys, at, throttle.address())
    asks_proof = known is None and robots.asks_proof(session, at)
    puzzle, solution = robots.puzzle(settings.secret_keys, begun, at) if asks_proof else ("", "")
    return AskPage(
        here=here,
        form=form,
        known=known,
        once=once(),
        begun=begun,
        trap=robots.TRAP,
        proof=puzzles.FIELD,
        puzzle=puzzle,
        solution=solution,
        topics=topics,
        topic=topic if any(one.name == topic for one in topics) else "",
        subject=about,
        language=typed("lang") or request.args.get("lang", ""),
        zone=settings.company_zone,
        city=times.zone_name(settings.company_zone),
        hours=tell_hours(opening_spans(session, at), settings.company_zone, at),
        read_by=told_readers(session, known.overview_id) if known and known.overview_id else "",
        phone=settings.company_phone,
        mails=mails,
        mailing=_told_mailing(mails),
        is_unfolded=any(form.error("ask", name) or form.value("ask", name) for name in _MORE),
        nobody=session.scalar(select(Agent.id).where(Agent.is_active).limit(1)) is None,
        files_key=typed("files_key") or once(),
        file_field=uploads.field(ASKED_AND_FILES.bytes),
    )


def take(known: Customer | None = None) -> int | Form:
    """Open the ticket that the form asks for, or find the one that it opened before: its id, or the form as refused."""
    key, form = sent_once(), form_key(typed("files_key")) or ""
    brought = uploads.posted(Bringer(form=form)) if form else NO_FILES
    wrong = AllWrong()
    if brought.refused:
        wrong.add(brought.refused)
    try:
        with write() as session:
            ticket_id = _open(session, key, known, brought.keys, form, wrong)
        if known is None:
            robots.count()
        db.session.rollback()  # what was read before dates from before it
    except Repeated:
        db.session.rollback()
        first = select(Event.ticket_id).where(Event.kind == "opened", Event.once == form_key(key))
        return db.session.scalars(first).one()
    except Refused as refused:
        return _in_order(refused_form("ask", refused, brought.here))
    return ticket_id


def page_of(ticket_id: int) -> str:
    """The address of the private page of whoever has just asked."""
    return public_request.urls().shared(shares_of(db.session(), ticket_id)["private"])


def _in_order(form: Form) -> Form:
    """The same with its errors in the order of its fields; what an answer lacks stands where the topics are."""
    places = {name: at for at, name in enumerate(_FIELDS)}
    errors = sorted(form.errors.items(), key=lambda one: places.get(one[0].partition("-")[0], -1))
    return replace(form, errors=dict(errors))


def _open(session: Session, key: str, known: Customer | None, files: Sequence[str], form: str, wrong: AllWrong) -> int:
    at = now()
    topic = next((one for one in offered(session) if one.name == typed("topic")), None)
    ways: contact.Ways = {}
    if known is None:
        ways = contact.ways({name: typed(name).strip() for name in contact.FIELDS}, wrong)
    with contact.at_its_field(ways):
        ticket, _ = ask(
            session,
            _asker(ways),
            at,
            story=typed("story"),
            subject=typed("subject"),
            topic=topic,
            answers=_answers(topic),
            company=public_request.settings().company_name,
            doubt=_doubt(session, at, known),
            customer=session.get_one(Customer, known.id) if known else None,
            is_demo=_is_demo(session),
            once=key,
            files=files,
            form=form,
            wrong=wrong,
        )
    feel(session, at)
    return ticket.id


def _doubt(session: Session, at: datetime, known: Customer | None) -> str:
    return "" if known else robots.doubt(session, public_request.settings().secret_keys, at)


def _topics(session: Session) -> tuple[TopicWords, ...]:
    spoken, otherwise = languages.language(), public_request.settings().languages[0]
    return tuple(in_language(one, spoken, otherwise) for one in offered(session))


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


def _own_language() -> str:
    """The language in which they are written to: the one that they chose, or that their browser asks for; else ""."""
    spoken = public_request.settings().languages
    chosen = typed("lang")
    return chosen if chosen in spoken else request.accept_languages.best_match(spoken) or ""


def _prefers() -> str:
    """The language that their browser would like best, whether or not we speak it."""
    return typed("lang") or next(iter(request.accept_languages.values()), "")


def _told_mailing(mails: MailWay) -> str:
    """How they will hear of it, before they have said by what they can be reached."""
    if mails.mailboxes:
        return gettext("Nothing of the demo leaves: what is mailed to you lies in a mailbox of its own.")
    if mails.leaves:
        return gettext("Each letter comes by mail too, if you give an address.")
    return gettext("No mail leaves from here: what is written to you stands on your page.")
