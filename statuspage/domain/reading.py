"""What the customer and the desk read: a ticket with its people and its log, in three statements, whatever its size.

Notes are not here: nothing on this path can show one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.closing import CLOSED_BY, FELT
from statuspage.domain.corrections import LAST_CORRECTED, FormerWords, read_former
from statuspage.domain.events import Event
from statuspage.domain.files.reading import FileFacts, files_of
from statuspage.domain.kinds import KINDS
from statuspage.domain.letters import Correction, Handover, Letter, Reply, corrects
from statuspage.domain.merging.goes_on import GoesOn, read_goes_on
from statuspage.domain.needs import NeedLine, lines_of, unfinished
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import Away, read_away
from statuspage.domain.people.companies import Company, Member
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.publication.consent import ConsentChanges
from statuspage.domain.subjects import FormerSubject
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket

PAGE = 20  # entries
STRIP_EVENTS = 240  # the newest; a strip has no room for more


@dataclass(frozen=True, slots=True)
class Person:
    """An agent as a reader meets them: ``public_name`` is what customers and colleagues call them.

    ``away`` is when they are away from their work, of the owner alone.
    """

    id: int
    name: str
    public_name: str
    pronoun: str
    role: str
    place: str
    zone: str
    hours: Mapping[str, Any]
    phone: str
    photo: str
    away: tuple[Away, ...] = ()


class Named(NamedTuple):
    """A companion as others meet them; ``came`` says who let them in, as in ``Companion``, "" where it is not read."""

    id: int
    name: str
    came: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose key a ticket is read with: its customer's, or that of a companion, who has a ``companion_id``.

    ``language`` is "" while they have not said it; a customer may always write, and one who ``is_colleague`` reads as
    one of the customer's company. ``stopped_mails`` says that they want
    no mails about this ticket.
    """

    companion_id: int | None
    name: str
    first_name: str
    zone: str
    language: str
    may_write: bool
    email: str
    stopped_mails: bool
    is_colleague: bool = False

    @property
    def is_customer(self) -> bool:
        """Whether it is the customer's own key."""
        return self.companion_id is None


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with its words. ``by`` is None for the customer; ``html`` is safe to show, ``text`` is plain.

    ``by`` and ``to`` have names and faces only, no hours and no phone: those are the owner's to show. ``companion`` is
    the companion who did it in the customer's place, or whom it was about. ``thanked_by`` is the companion whose thanks
    a letter has, None where they are the customer's. ``needs`` is what a letter asks for,
    ``files`` are those that came along, and ``was`` is what the ticket was about until then, where that was changed.
    ``corrected_at`` is when a letter got the words that it has, None for the first ones, and ``former`` are those that
    it had before, the newest first.
    """

    version: int
    kind: str
    at: datetime
    by: Person | None
    facts: Mapping[str, Any]
    html: str
    text: str
    heard: str
    to: Person | None
    is_public: bool
    by_phone: bool
    thanked: bool
    companion: Named | None = None
    thanked_by: Named | None = None
    needs: tuple[NeedLine, ...] = ()
    files: Sequence[FileFacts] = ()
    was: str = ""
    corrected_at: datetime | None = None
    former: tuple[FormerWords, ...] = ()

    @property
    def has_files(self) -> bool:
        """Whether files may have come along: how many, or by which mail, its facts say."""
        return "attached" in self.facts or "mail" in self.facts

    @property
    def more_files(self) -> int:
        """How many came along besides those that were read."""
        return max(0, int(self.facts.get("attached", 0)) - len(self.files))

    @property
    def writer(self) -> Named | None:
        """The companion who did it; None where it was the customer, or an agent."""
        return self.companion if KINDS[self.kind].by in ("customer", "companion") else None


@dataclass(frozen=True, slots=True)
class Mark:
    """One event as the strip needs it.

    ``turn`` is whose turn it was from here on, "over" where nobody was waited for any more, "" when that stayed.
    """

    version: int
    kind: str
    at: datetime
    turn: str


@dataclass(frozen=True, slots=True)
class Hand:
    """By whose hand a ticket came to a step, and when: ``by`` is an agent's first name, "" for the customer."""

    step: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """A ticket as its two sides read it. ``entries`` are newest first, ``marks`` oldest first.

    ``older`` says that there are entries before these; ``promise`` is the open one, and ``hands`` are who last put the
    ticket on each step. ``heard_by`` is the first name of whoever wrote what was heard, ``promised_by`` of whoever has
    to keep the promise, ``asked_by`` of whoever last called it solved, ``closed_by`` of whoever closed it without the
    customer's word. ``was`` is what the ticket was about before that was last changed. ``felt`` says that the customer
    has told since the end how it felt; ``consent_changes`` is how often anyone's name or photo has changed. ``holder``
    is whose key it is read with, and ``has_companions`` says that somebody was ever let in. ``needs`` are the lists of
    which something is still open, while the ticket is.
    ``company_version`` is that of the company of whose people the customer is, 0 for none.
    ``oldest`` is the version of the last entry of this page, whether or not it is shown; ``goes_on`` is the ticket in
    which this one goes on, which no companion is told.
    """

    ticket: Ticket
    customer: Customer
    holder: Holder
    owner: Person
    promise: Promise | None
    entries: tuple[Entry, ...]
    older: bool
    marks: tuple[Mark, ...]
    hands: tuple[Hand, ...] = ()
    heard_by: str = ""
    promised_by: str = ""
    asked_by: str = ""
    closed_by: str = ""
    was: str = ""
    felt: bool = False
    consent_changes: int = 0
    has_companions: bool = False
    needs: tuple[NeedLine, ...] = ()
    company_version: int = 0
    oldest: int | None = None
    goes_on: GoesOn | None = None


_PERSON = ("id", "name", "public_name", "pronoun", "role", "place", "zone", "hours", "phone", "photo")
_SIGNED = (
    "id",
    "name",
    "public_name",
    "pronoun",
    "photo",
)  # all that a letter shows of its writer; a page has many letters
_By, _To, _Heard, _Keeper, _Asker = (aliased(Agent) for _ in range(5))


def _columns(who: Any, names: tuple[str, ...], prefix: str) -> list[Any]:
    """These columns of an agent under labels that begin with ``prefix``."""
    return [getattr(who, "called" if name == "public_name" else name).label(f"{prefix}_{name}") for name in names]


_WAS = (
    select(FormerSubject.words)
    .where(FormerSubject.ticket_id == Ticket.id)
    .order_by(FormerSubject.version.desc())
    .limit(1)
    .scalar_subquery()
)
HEAD = (
    select(
        Ticket,
        Customer,
        Promise,
        func.coalesce(_Heard.called, "").label("heard_by"),
        func.coalesce(_Keeper.called, "").label("promised_by"),
        func.coalesce(_Asker.called, "").label("asked_by"),
        CLOSED_BY.label("closed_by"),
        _WAS.label("was"),
        FELT.label("felt"),
        select(ConsentChanges.changes).scalar_subquery().label("consent_changes"),
        exists().where(Companion.ticket_id == Ticket.id).label("has_companions"),
        func.coalesce(
            select(Company.version)
            .join(Member, Member.company_id == Company.id)
            .where(Member.overview_id == Customer.overview_id, Member.ended_at.is_(None))
            .scalar_subquery(),
            0,
        ).label("company_version"),
        exists()
        .where(
            Subscription.ticket_id == Ticket.id,
            Subscription.reader != "follower",
            func.coalesce(Subscription.companion_id, 0) == bindparam("companion"),
            Subscription.ended_at.is_not(None),
        )
        .label("stopped_mails"),
        *_columns(Agent, (*_PERSON, "absences"), "owner"),
    )
    .join(Customer, Customer.id == Ticket.customer_id)
    .join(Agent, Agent.id == Ticket.owner_id)
    .outerjoin(_Heard, _Heard.id == Ticket.heard_by_id)
    .outerjoin(Promise, Promise.id == Ticket.promise_id)
    .outerjoin(_Asker, _Asker.id == Ticket.asked_by_id)
    .outerjoin(_Keeper, _Keeper.id == KEEPER)
    .where(Ticket.id == bindparam("ticket"))
)


def written(source: Any, *more: Any, until: Any = None) -> Any:
    """What was done and said in the events of this source, as rows for ``entry_of``, with more columns if given.

    A letter has the words that it has now; with ``until``, a version, those that it had then.
    """
    return (
        select(
            Event.version,
            Event.kind,
            Event.at,
            Event.data,
            func.coalesce(Correction.html, Letter.html).label("html"),
            Correction.at.label("corrected_at"),
            Letter.heard,
            Letter.is_public,
            Letter.by_phone,
            Letter.thanked_at,
            Reply.body,
            Handover.note,
            FormerSubject.words.label("was"),
            Companion.id.label("companion_id"),
            Companion.name.label("companion"),
            Companion.came,
            *_columns(_By, _SIGNED, "by"),
            *_columns(_To, _SIGNED, "to"),
            *more,
        )
        .select_from(source)
        .outerjoin(Letter, and_(Letter.ticket_id == Event.ticket_id, Letter.version == Event.version))
        .outerjoin(Correction, corrects(until=until))
        .outerjoin(Reply, and_(Reply.ticket_id == Event.ticket_id, Reply.version == Event.version))
        .outerjoin(Handover, and_(Handover.ticket_id == Event.ticket_id, Handover.version == Event.version))
        .outerjoin(
            FormerSubject, and_(FormerSubject.ticket_id == Event.ticket_id, FormerSubject.version == Event.version)
        )
        .outerjoin(_By, _By.id == Event.agent_id)
        .outerjoin(_To, _To.id == Handover.to_id)
        .outerjoin(Companion, Companion.id == Event.companion_id)
    )


_WRITTEN = written(Event).where(Event.ticket_id == bindparam("ticket")).order_by(Event.version.desc())
_ENTRIES = _WRITTEN.limit(bindparam("most"))
_LOG = _WRITTEN.where(
    or_(
        and_(Event.version >= bindparam("first"), Event.version < bindparam("end")),
        Event.version.in_(bindparam("moves", expanding=True)),
    )
)
_BEFORE = _ENTRIES.where(Event.version < bindparam("before"))
_THESE = _WRITTEN.where(Event.version.in_(bindparam("versions", expanding=True)))
_MARKS = (
    select(Event.version, Event.kind, Event.at, Event.data["turn"].as_string().label("turn"))
    .where(Event.ticket_id == bindparam("ticket"))
    .order_by(Event.version.desc())
    .limit(STRIP_EVENTS)
)


_THANKS = (
    select(Event.data["letter"].as_integer().label("letter"), Companion.id, Companion.name)
    .join(Companion, Companion.id == Event.companion_id)
    .where(Event.ticket_id == bindparam("ticket"), Event.kind == "thanked")
)


def read(session: Session, ticket_id: int, *, before: int | None = None, limit: int = PAGE) -> Reading | None:
    """The ticket with its newest ``limit`` entries (of those before version ``before``); None if there is none."""
    head = read_head(session, ticket_id)
    if head is None:
        return None
    return replace(read_log(session, head, before=before, limit=limit), marks=read_marks(session, ticket_id))


def read_head(
    session: Session, ticket_id: int, companion_id: int | None = None, *, leads: bool = True
) -> Reading | None:
    """The ticket and its people without its log, in one statement; None if there is none.

    ``companion_id`` is the companion whose key it is read with, if it is not the customer's own. Without ``leads``
    nobody asks where it goes on.
    """
    head = session.execute(HEAD, {"ticket": ticket_id, "companion": companion_id or 0}).first()
    return reading_of(session, head, companion_id, leads=leads) if head else None


def reading_of(session: Session, head: Any, companion_id: int | None, *, leads: bool = True) -> Reading:
    """What a row of ``HEAD`` says, by its names, and what that leads to."""
    known = {name: getattr(head, f"owner_{name}") for name in _PERSON}
    owner = Person(**known, away=read_away(head.owner_absences))
    return Reading(
        ticket=head.Ticket,
        customer=head.Customer,
        holder=_holder(session, head.Customer, companion_id, stopped_mails=head.stopped_mails),
        owner=owner,
        promise=head.Promise,
        entries=(),
        older=False,
        marks=(),
        heard_by=head.heard_by,
        promised_by=head.promised_by,
        asked_by=head.asked_by,
        closed_by=head.closed_by,
        was=head.was or "",
        felt=head.felt,
        consent_changes=head.consent_changes,
        has_companions=head.has_companions,
        needs=unfinished(session, head.Ticket.id) if head.Ticket.needs_open and head.Ticket.is_open else (),
        company_version=head.company_version,
        goes_on=read_goes_on(session, head.Ticket) if leads and companion_id is None else None,
    )


def _holder(session: Session, customer: Customer, companion_id: int | None, *, stopped_mails: bool) -> Holder:
    who = customer if companion_id is None else session.get_one(Companion, companion_id)
    companion = who if isinstance(who, Companion) else None
    return Holder(
        companion_id,
        who.name,
        who.first_name,
        who.zone,
        who.language,
        companion is None or companion.may_write,
        who.email,
        stopped_mails,
        is_colleague=companion is not None and companion.is_colleague,
    )


def read_log(session: Session, head: Reading, *, before: int | None = None, limit: int = PAGE) -> Reading:
    """The same with one page of its entries, and whoever last put it on each step, however long ago."""
    ticket = head.ticket
    end = min(ticket.version + 1, before if before is not None else ticket.version + 1)
    first = end - limit - 1  # versions have no gaps; the one more tells whether there are older ones
    moves = list(ticket.step_versions.values())
    people: dict[int, Person] = {}
    rows = session.execute(_LOG, {"ticket": ticket.id, "first": first, "end": end, "moves": moves})
    found = {row.version: entry_of(row, people) for row in rows}
    page = [entry for version, entry in found.items() if first <= version < end]
    if head.has_companions and any(entry.thanked for entry in page):
        thanks = {letter: Named(*who) for letter, *who in session.execute(_THANKS, {"ticket": ticket.id})}
        page = [replace(entry, thanked_by=thanks.get(entry.version)) for entry in page]
    page = _with_former(session, ticket.id, with_needs(session, ticket.id, page))
    if with_files := [entry.version for entry in page if entry.has_files]:
        files = files_of(session, ticket.id, with_files)
        page = [replace(entry, files=files.get(entry.version, ())) for entry in page]
    hands = tuple(_hand(step, found[at]) for step, at in ticket.step_versions.items() if at in found)
    shown = page[:limit]
    oldest, older = shown[-1].version if shown else None, len(page) > limit
    shown = shown if head.holder.is_customer else for_companions(shown)
    return replace(head, entries=tuple(shown), older=older, oldest=oldest, hands=hands)


def for_companions(entries: Iterable[Entry]) -> list[Entry]:
    """The same without what is for the customer alone."""
    return [_for_companion(entry) for entry in entries if not KINDS[entry.kind].is_own]


def _for_companion(entry: Entry) -> Entry:
    own = KINDS[entry.kind].own_facts
    return replace(entry, facts={name: fact for name, fact in entry.facts.items() if name not in own}) if own else entry


def _hand(step: str, entry: Entry) -> Hand:
    return Hand(step, entry.by.public_name if entry.by else "", entry.at)


def read_entries(
    session: Session, ticket_id: int, *, before: int | None = None, limit: int = PAGE, kinds: tuple[str, ...] = ()
) -> list[Entry]:
    """One keyset page of the log with its words, newest first; only of these ``kinds`` when given."""
    query = _ENTRIES if before is None else _BEFORE
    if kinds:
        query = query.where(Event.kind.in_(kinds))
    given = {"ticket": ticket_id, "most": limit, "before": before}
    people: dict[int, Person] = {}
    return with_needs(session, ticket_id, [entry_of(row, people) for row in session.execute(query, given)])


def read_corrected(session: Session, ticket_id: int, *, before: int, limit: int) -> list[Entry]:
    """The letters before this version that were corrected last, with their words; the newest letters first."""
    versions = session.scalars(LAST_CORRECTED, {"ticket_id": ticket_id, "before": before, "limit": limit}).all()
    if not versions:
        return []
    people: dict[int, Person] = {}
    these = session.execute(_THESE, {"ticket": ticket_id, "versions": versions})
    return with_needs(session, ticket_id, [entry_of(row, people) for row in these])


def with_needs(session: Session, ticket_id: int, entries: list[Entry]) -> list[Entry]:
    """The same entries, each letter with what it asks for."""
    asking = [entry.version for entry in entries if KINDS[entry.kind].is_word and entry.facts.get("needs")]
    if not asking:
        return entries
    lines = lines_of(session, ticket_id, asking)
    return [replace(entry, needs=lines.get(entry.version, ())) for entry in entries]


def _with_former(session: Session, ticket_id: int, entries: list[Entry]) -> list[Entry]:
    """The same entries, each corrected letter with the words that it had before."""
    corrected = [entry.version for entry in entries if entry.corrected_at]
    former = read_former(session, ticket_id, corrected)
    return [replace(entry, former=former.get(entry.version, ())) for entry in entries] if former else entries


def read_marks(session: Session, ticket_id: int) -> tuple[Mark, ...]:
    """The newest events without their words, oldest first, for the strip."""
    rows = session.execute(_MARKS, {"ticket": ticket_id}).all()
    return tuple(Mark(row.version, row.kind, row.at, _turn(row.kind, row.turn)) for row in reversed(rows))


def _turn(kind: str, said: str | None) -> str:
    if KINDS[kind].life == "ends":
        return "over"
    turn = KINDS[kind].turn
    return (said or "us") if turn == "said" else turn


def entry_of(row: Row[Any], people: dict[int, Person]) -> Entry:
    """The entry of a row of ``written``; ``people`` are those that were met in earlier rows."""
    return Entry(
        version=row.version,
        kind=row.kind,
        at=row.at,
        by=_signer(row, "by", people),
        facts=row.data,
        html=row.html or "",
        text=row.body or row.note or "",
        heard=row.heard or "",
        to=_signer(row, "to", people),
        is_public=bool(row.is_public),
        by_phone=bool(row.by_phone),
        thanked=row.thanked_at is not None,
        was=row.was or "",
        companion=Named(row.companion_id, row.companion, row.came) if row.companion_id is not None else None,
        corrected_at=row.corrected_at,
    )


def _signer(row: Row[Any], prefix: str, people: dict[int, Person]) -> Person | None:
    """The person whose columns begin with ``prefix``: the same object each time, as most letters are by one."""
    key = getattr(row, f"{prefix}_id")
    if key is None:
        return None
    if key not in people:
        signed = {name: getattr(row, f"{prefix}_{name}") for name in _SIGNED}
        people[key] = Person(**signed, role="", place="", zone="", hours={}, phone="")
    return people[key]
