"""Everything that we have of one person, ticket by ticket, as plain facts: for a file that they can keep.

A ticket is read a few hundred of its parts at a time, so that a story of any length takes the same memory. What agents
noted among themselves is in it only where an agent says so. The original mails of agents are not: they are theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.files.file import READY, File
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Correction, Handover, Letter, Reply
from statuspage.domain.needs import Need
from statuspage.domain.notes import Note
from statuspage.domain.people.agents import Agent, names_by_id
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.person import OnePerson
from statuspage.domain.promises import Promise
from statuspage.domain.shares.share import Share
from statuspage.domain.subjects import FormerSubject
from statuspage.domain.tickets import Ticket

STEP = 200  # versions of a ticket that are read together


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One thing that happened: its ``kind``, and ``who`` did it, "" for the customer. ``html`` is safe to show.

    ``words`` is what was written, as it was typed, and ``heard`` what a letter says was understood; ``needs`` are the
    lines that it asks for, each with what was given.
    """

    version: int
    kind: str
    at: datetime
    who: str
    words: str
    html: str
    heard: str
    needs: tuple[tuple[str, str], ...]
    facts: Mapping[str, Any]
    to: str


@dataclass(frozen=True, slots=True)
class StoryTicket:
    """One ticket without its entries: whose it is, its ``promises``, who reads along, and its ``files``."""

    number: int
    ticket: Ticket
    owner: str
    promises: tuple[Promise, ...]
    companions: tuple[Companion, ...]
    shown: tuple[str, ...]
    files: tuple[File, ...]
    mails: tuple[IncomingMail, ...]
    notes: tuple[tuple[datetime, str, str, str], ...]


def read_customers(session: Session, person: OnePerson) -> list[Customer]:
    """What we know of the person, row by row."""
    return list(session.scalars(select(Customer).where(Customer.id.in_(person.customers)).order_by(Customer.id)))


def read_story(session: Session, tickets: tuple[int, ...], *, with_notes: bool) -> Iterator[StoryTicket]:
    """Each of these tickets, in the order in which they were opened."""
    ordered = select(Ticket.id).where(Ticket.id.in_(tickets)).order_by(Ticket.opened_at, Ticket.id)
    for number, ticket_id in enumerate(session.scalars(ordered).all(), start=1):
        session.expunge_all()
        ticket = session.get_one(Ticket, ticket_id)
        yield _read(session, ticket, number, with_notes=with_notes)


def _read(session: Session, ticket: Ticket, number: int, *, with_notes: bool) -> StoryTicket:
    here = {table: table.ticket_id == ticket.id for table in (Promise, Companion, Share, File, IncomingMail, Note)}
    public = select(Share.scope).where(here[Share], Share.holder == "anyone", Share.withdrawn_at.is_(None))
    came = here[IncomingMail], IncomingMail.agent_id.is_(None), IncomingMail.outcome != "filed"  # no server's reports
    said = select(Note.at, Agent.called, Note.body, Note.html).join(Agent, Agent.id == Note.agent_id)
    notes = session.execute(said.where(here[Note]).order_by(Note.id)).all() if with_notes else ()
    return StoryTicket(
        number=number,
        ticket=ticket,
        owner=session.get_one(Agent, ticket.owner_id).called,
        promises=tuple(session.scalars(select(Promise).where(here[Promise]).order_by(Promise.id))),
        companions=tuple(session.scalars(select(Companion).where(here[Companion]).order_by(Companion.id))),
        shown=tuple(session.scalars(public.order_by(Share.id))) if ticket.published_at else (),
        files=tuple(
            session.scalars(
                select(File)
                .where(here[File], File.state == READY, File.version.is_not(None))
                .order_by(File.version, File.position)
            )
        ),
        mails=tuple(session.scalars(select(IncomingMail).where(*came).order_by(IncomingMail.id))),
        notes=tuple((row.at, row.called, row.body, row.html) for row in notes),
    )


def read_entries(session: Session, ticket: Ticket) -> Iterator[StoryEntry]:
    """What happened in this ticket, from the first to the last."""
    companions = session.execute(select(Companion.id, Companion.name).where(Companion.ticket_id == ticket.id))
    names, along = names_by_id(session), {row.id: row.name for row in companions}
    for start in range(1, ticket.version + 1, STEP):
        yield from _some(session, ticket.id, start, names, along)


def _some(
    session: Session, ticket_id: int, start: int, names: Mapping[int, str], along: Mapping[int, str]
) -> Iterator[StoryEntry]:
    def theirs(table: Any) -> Any:
        return select(table).where(table.ticket_id == ticket_id, table.version.between(start, start + STEP - 1))

    letters = {one.version: one for one in session.scalars(theirs(Letter))}
    replies = {one.version: one.body for one in session.scalars(theirs(Reply))}
    handovers = {one.version: one for one in session.scalars(theirs(Handover))}
    corrections = {one.version: one for one in session.scalars(theirs(Correction))}
    former = {one.version: one.words for one in session.scalars(theirs(FormerSubject))}
    needs: dict[int, list[tuple[str, str]]] = {}
    for need in session.scalars(theirs(Need).order_by(Need.version, Need.position)):
        needs.setdefault(need.version, []).append((need.words, need.answer))
    for event in session.scalars(theirs(Event).order_by(Event.version)).all():
        letter, handover = letters.get(event.version), handovers.get(event.version)
        typed = letter or corrections.get(event.version)
        written = typed.body if typed else handover.note if handover else replies.get(event.version, "")
        yield StoryEntry(
            version=event.version,
            kind=event.kind,
            at=event.at,
            who=names.get(event.agent_id or 0, "") or along.get(event.companion_id or 0, ""),
            words=written or former.get(event.version, ""),
            html=typed.html if typed else "",
            heard=letter.heard if letter else "",
            needs=tuple(needs.get(event.version, ())),
            facts=event.data,
            to=names.get(handover.to_id, "") if handover else "",
        )
