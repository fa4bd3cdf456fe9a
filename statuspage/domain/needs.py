"""What we need from the customer: a letter may ask for a few things, by a time; each is given, or let go by us.

The lines and their time are as they were asked for, and never change. A time that passes does nothing by itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKeyConstraint, Row, String, and_, bindparam, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import Event
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.promises import FURTHEST
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import index

LINES = 100  # by which a version is multiplied to number the lines that its letter asks for
MOST = 8  # lines that are open at once
LONGEST = 200  # characters of a line
ANSWER = 1_000  # characters of what is given for one; more stands better in a reply


class Need(Base):
    """One thing that the letter of this ``version`` asks for; ``wall`` and ``zone`` are the words of its time.

    ``how`` is "" while it is open. It was given in ``words`` or in a ``reply``, or the customer sent it in ``another``
    way; an agent
    ticked it off as it ``came`` (by mail, say), or put it ``away`` as no longer needed. ``answer`` are the words, and
    ``closed_version`` is the event that closed it.
    """

    __tablename__ = "need"
    __table_args__ = (ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),)

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    words: Mapped[str] = mapped_column(String(LONGEST))
    due_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    wall: Mapped[str] = mapped_column(String(16))
    how: Mapped[str] = mapped_column(String(8), default="")
    answer: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_version: Mapped[int | None]

    @property
    def key(self) -> str:
        """Its name within the ticket, as a form has it."""
        return f"{self.version}-{self.position}"

    def close(self, how: str, event: Event, answer: str = "") -> None:
        """It was given or let go by this event."""
        self.how, self.answer, self.closed_at, self.closed_version = how, answer, event.at, event.version


@dataclass(frozen=True, slots=True)
class Needed:
    """What a letter asks for, in ``lines``, and by when: the instant, and the wall clock in an IANA zone."""

    lines: tuple[str, ...]
    at: datetime
    wall: str
    zone: str


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One line as it is read. ``asker`` is the first name of whoever asked, ``agent`` of the agent who closed it.

    ``companion_id`` and ``companion`` are those of the companion who gave it, None and "" where there is none.
    """

    version: int
    position: int
    words: str
    due_at: datetime
    asker: str
    how: str
    answer: str
    closed_at: datetime | None
    agent: str
    companion_id: int | None
    companion: str

    @property
    def key(self) -> str:
        """Its name within the ticket, as a form has it."""
        return f"{self.version}-{self.position}"

    @property
    def is_open(self) -> bool:
        return not self.how


def needed(typed: str, wall: str, zone: str, now: datetime) -> Needed | None:
    """What these words ask for, a line each, by local time as a form gives it; None where there is no word.

    Refused are too many lines, or too long ones, a time that has passed, is too far off, or that clocks skip.
    """
    found = (validation.line("needs", _bare(one), LONGEST, required=False) for one in typed.splitlines())
    lines = tuple(dict.fromkeys(one for one in found if one))
    if not lines:
        return None
    _refuse_many(len(lines))
    at = validation.instant("needs_by", wall, zone, N_("Please give the day and the time by which you need it."))
    _refuse_past(at, now)
    if at - now > FURTHEST:
        raise Refused("needs_by", N_("That is further off than anyone can plan; choose a nearer day."))
    return Needed(lines, at, at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M"), zone)


def refuse_needed(asked: Needed, still_open: int, now: datetime) -> None:
    """Refuse to ask for so much while ``still_open`` lines are open, or for what is due already."""
    _refuse_many(len(asked.lines), still_open)
    _refuse_past(asked.at, now)


def ask_for(session: Session, ticket: Ticket, asked: Needed, now: datetime) -> None:
    """Write down what the letter that was appended just now asks for."""
    ticket.needs_open += len(asked.lines)
    for position, words in enumerate(asked.lines, 1):
        need = Need(
            ticket_id=ticket.id,
            version=ticket.version,
            position=position,
            words=words,
            due_at=asked.at,
            zone=asked.zone,
            wall=asked.wall,
        )
        session.add(need)
        index(session, "need", words, now, ticket_id=ticket.id, number=ticket.version * LINES + position)


def needs_by_key(session: Session, ticket_id: int) -> dict[str, Need]:
    """Everything that was ever asked for on this ticket; its row must be locked."""
    found = select(Need).where(Need.ticket_id == ticket_id).order_by(Need.version, Need.position)
    return {need.key: need for need in session.scalars(found.execution_options(populate_existing=True))}


_Asked, _Closed, _Asker, _Closer = aliased(Event), aliased(Event), aliased(Agent), aliased(Agent)
_LINES = (
    select(
        *(Need.version, Need.position, Need.words, Need.due_at, Need.how, Need.answer, Need.closed_at),
        _Asker.called.label("asker"),
        _Closer.called.label("agent"),
        Companion.id.label("companion_id"),
        Companion.name.label("companion"),
    )
    .join(_Asked, and_(_Asked.ticket_id == Need.ticket_id, _Asked.version == Need.version))
    .join(_Asker, _Asker.id == _Asked.agent_id)
    .outerjoin(_Closed, and_(_Closed.ticket_id == Need.ticket_id, _Closed.version == Need.closed_version))
    .outerjoin(_Closer, _Closer.id == _Closed.agent_id)
    .outerjoin(Companion, Companion.id == _Closed.companion_id)
    .where(Need.ticket_id == bindparam("ticket"))
    .order_by(Need.version.desc(), Need.position)
)
_Open = aliased(Need)
_UNFINISHED = _LINES.where(
    Need.version.in_(select(_Open.version).where(_Open.ticket_id == bindparam("ticket"), _Open.how == ""))
)
_THESE = _LINES.where(Need.version.in_(bindparam("versions", expanding=True)))


def unfinished(session: Session, ticket_id: int) -> tuple[NeedLine, ...]:
    """Every list of which something is still open, whole: the newest list first, its lines in order."""
    return tuple(_line(row) for row in session.execute(_UNFINISHED, {"ticket": ticket_id}))


def lines_of(session: Session, ticket_id: int, versions: Iterable[int]) -> dict[int, tuple[NeedLine, ...]]:
    """What the letters of these versions ask for, by version."""
    given = {"ticket": ticket_id, "versions": list(versions)}
    found: dict[int, tuple[NeedLine, ...]] = {}
    for row in session.execute(_THESE, given):
        found[row.version] = (*found.get(row.version, ()), _line(row))
    return found


def _line(row: Row[Any]) -> NeedLine:
    return NeedLine(
        version=row.version,
        position=row.position,
        words=row.words,
        due_at=row.due_at,
        asker=row.asker,
        how=row.how,
        answer=row.answer,
        closed_at=row.closed_at,
        agent=row.agent or "",
        companion_id=row.companion_id,
        companion=row.companion or "",
    )


def _bare(line: str) -> str:
    """A line without the mark that people put before each of a list."""
    return line.strip().removeprefix("- ").removeprefix("* ").removeprefix("• ")


def _refuse_many(lines: int, still_open: int = 0) -> None:
    if still_open and lines + still_open > MOST:
        raise Refused(
            "needs",
            N_("%(open)s of what was asked for is still open, and %(most)s lines at once are the most that fit."),
            open=still_open,
            most=MOST,
        )
    if lines > MOST:
        raise Refused(
            "needs",
            N_("These are %(count)s lines, and %(most)s are the most that fit. Ask for the rest when these have come."),
            count=lines,
            most=MOST,
        )


def _refuse_past(at: datetime, now: datetime) -> None:
    if at <= now:
        raise Refused("needs_by", N_("That time has passed already; choose one that leaves them time."))
