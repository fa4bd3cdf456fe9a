"""What an erasing would take: counted, so that whoever agrees sees it before."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from statuspage.domain.base import Base
from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.letter import CauseLetter
from statuspage.domain.desk.drafts import Draft
from statuspage.domain.files.file import File
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Letter, Reply
from statuspage.domain.notes import Note
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.person import OnePerson, under_the_same_address
from statuspage.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class Extent:
    """How many of each go; ``bytes`` is the size of the files. ``published`` tickets are shown to anyone now.

    ``elsewhere`` are tickets of others in which they read: their name and address go there, and their words stay.
    ``same_address`` are other customers under an address of theirs, who stay. ``named`` are the team's own texts in
    which their name or address stands: somebody has to look at these. ``mark`` is another as soon as there is news.
    """

    tickets: int
    open: int
    published: int
    letters: int
    replies: int
    notes: int
    files: int
    bytes: int
    companions: int
    mails: int
    elsewhere: int
    same_address: int
    named: tuple[str, ...]
    mark: str


def extent_of(session: Session, person: OnePerson) -> Extent:
    """What there is of this person."""
    theirs = Ticket.id.in_(person.tickets)
    files = File.ticket_id.in_(person.tickets)
    mails = or_(IncomingMail.ticket_id.in_(person.tickets), func.lower(IncomingMail.sender).in_(person.addresses))
    return Extent(
        tickets=len(person.tickets),
        open=_count(session, Ticket, theirs, Ticket.closed_at.is_(None)),
        published=_count(session, Ticket, theirs, Ticket.published_at.is_not(None)),
        letters=_count(session, Letter, Letter.ticket_id.in_(person.tickets)),
        replies=_count(session, Reply, Reply.ticket_id.in_(person.tickets)),
        notes=_count(session, Note, Note.ticket_id.in_(person.tickets)),
        files=_count(session, File, files),
        bytes=int(session.scalar(select(func.coalesce(func.sum(File.size), 0)).where(files)) or 0),
        companions=_count(session, Companion, Companion.ticket_id.in_(person.tickets)),
        mails=_count(session, IncomingMail, mails),
        elsewhere=len(set(session.scalars(select(Companion.ticket_id).where(Companion.id.in_(person.companions))))),
        same_address=under_the_same_address(session, person),
        named=_named(session, person),
        mark=_mark(session, person),
    )


def _count(session: Session, table: type[Base], *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*which)) or 0


def _mark(session: Session, person: OnePerson) -> str:
    """These tickets as they stand: another mark as soon as anything is written in one of them."""
    rows = session.execute(
        select(Ticket.id, Ticket.version, Ticket.notes, Ticket.files_changed)
        .where(Ticket.id.in_(person.tickets))
        .order_by(Ticket.id)
    )
    told = repr([person.customers, [tuple(row) for row in rows]])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _named(session: Session, person: OnePerson) -> tuple[str, ...]:
    """The titles of the team's own texts that contain a name or an address of theirs."""
    names = session.scalars(select(Customer.name).where(Customer.id.in_(person.customers)))
    words = {word for word in (*names, *person.addresses) if len(word) > 2}
    if not words:
        return ()
    found = [
        *_drafts(session, words),
        *session.scalars(select(Cause.name).where(or_(_has(Cause.known, words), _has(Cause.name, words)))),
        *session.scalars(
            select(Cause.name).join(CauseLetter, CauseLetter.cause_id == Cause.id).where(_has(CauseLetter.body, words))
        ),
    ]
    return tuple(dict.fromkeys(found))


def _drafts(session: Session, words: set[str]) -> list[str]:
    """Of the drafts, deleted ones too, those with any of these words; a team has few."""
    found = session.execute(select(Draft.title, Draft.texts))
    told = [(title, " ".join([title, *map(str, texts.values())]).lower()) for title, texts in found]
    return [title for title, text in told if any(word.lower() in text for word in words)]


def _has(column: InstrumentedAttribute[str], words: set[str]) -> ColumnElement[bool]:
    return or_(*(func.lower(column).contains(word.lower(), autoescape=True) for word in sorted(words)))
