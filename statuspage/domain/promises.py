"""Promises: when the owner writes next. Kept, late, or moved before it was due; none of that can be erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, String, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.errors import N_, Refused
from statuspage.domain.letters import Handover
from statuspage.domain.outbox import LATE, Outgoing, retire
from statuspage.domain.tickets import Ticket

REMINDERS = ("soon", "overdue")  # the mails that tell whoever must keep a promise of it, each once
FURTHEST = timedelta(days=92)
MOMENTS = timedelta(minutes=15)  # a promise answered so soon was none that anyone waited for


class Promise(Base):
    """One promise. ``wall`` and ``zone`` are the words it was made in, ``due_at`` the instant that they meant.

    ``agent_id`` is who made it; ``KEEPER`` is who has to keep it. ``outcome`` is
    open until the next letter makes it kept, late or moved (see ``answered``), or it is moved before it is due. A
    ticket ends only after a letter that asks, so no promise is open then. A moved promise continues in another, or ends
    with the question: ``origin_id`` is the first of such a line (None in the first itself), ``moves`` how often it had
    been moved by then.
    """

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), index=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    kind: Mapped[str] = mapped_column(String(8), default="letter")  # or "call"
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(64))
    wall: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(8), default="open")
    settled_at: Mapped[datetime | None]
    origin_id: Mapped[int | None]
    moves: Mapped[int] = mapped_column(default=0)


# Who has to keep a promise: whoever made it, or to whom the ticket was last handed while the promise was open.
KEEPER = func.coalesce(
    select(Handover.to_id)
    .where(
        Handover.ticket_id == Promise.ticket_id,
        Handover.at >= Promise.made_at,
        Handover.at <= func.coalesce(Promise.settled_at, Handover.at),
    )
    .order_by(Handover.version.desc())
    .limit(1)
    .correlate(Promise)
    .scalar_subquery(),
    Promise.agent_id,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A promised time as it was said: the instant, and the wall clock ("2026-11-26T17:00") in an IANA zone."""

    at: datetime
    wall: str
    zone: str
    kind: str = "letter"


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the promises made so far; ``made`` is always the sum of the others."""

    made: int = 0
    kept: int = 0
    late: int = 0
    moved: int = 0
    open: int = 0

    @property
    def due(self) -> int:
        """How many promises fell due."""
        return self.kept + self.late


def promised_for(wall: str, zone: str, now: datetime, kind: str = "letter") -> Due:
    """The promise that these words make: refused in the past, too far off, or at an hour that clocks skip.

    ``wall`` is local time as a form gives it ("2026-11-26T17:00"). Of an hour that comes twice, the first is meant.
    """
    at = validation.instant("promise", wall, zone, N_("Please give the day and the time of your next letter."))
    if at <= now:
        raise Refused("promise", N_("That time has passed already; a promise is about the future."))
    if at - now > FURTHEST:
        raise Refused("promise", N_("That is further off than anyone can promise; choose a nearer day."))
    said = at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    return Due(at, said, zone, validation.choice("kind", kind, ("letter", "call")))


def make(
    session: Session, ticket: Ticket, agent_id: int, due: Due, now: datetime, *, moved: Promise | None = None
) -> Promise:
    """Write down a promise and put its time on the ticket. ``moved`` is the promise that it continues."""
    promise = Promise(
        ticket_id=ticket.id,
        agent_id=agent_id,
        kind=due.kind,
        made_at=now,
        due_at=due.at,
        zone=due.zone,
        wall=due.wall,
        origin_id=moved and (moved.origin_id or moved.id),
        moves=moved.moves + 1 if moved else 0,
    )
    session.add(promise)
    session.flush()
    ticket.promise_id, ticket.promised_at = promise.id, due.at
    ticket.promises_made += 1
    return promise


def answer(session: Session, ticket: Ticket, now: datetime, *, by_phone: bool) -> Promise | None:
    """End the open promise, if there is one, with a letter; ``by_phone`` says that it tells of a call."""
    if ticket.promise_id is None:
        return None
    promise = session.get_one(Promise, ticket.promise_id)
    return settle(session, ticket, now, answered(promise, now, by_phone=by_phone))


def call_that_stands(session: Session, ticket: Ticket, agent_id: int, due: Due | None) -> Promise | None:
    """The promised call that a letter with this ending leaves as it is; None where the letter answers the promise.

    Words written before a call do not undo it: where whoever has to make the call promises the same one again, which is
    to come yet, nothing was moved.
    """
    if due is None or due.kind != "call" or due.at != ticket.promised_at:
        return None
    same = Promise.id == ticket.promise_id, Promise.kind == due.kind, KEEPER.in_([agent_id])
    return session.scalar(select(Promise).where(*same))


def answered(promise: Promise, now: datetime, *, by_phone: bool) -> str:
    """What a letter at ``now`` makes of a promise. One at the very instant that was promised keeps it.

    A promise that is answered minutes after it was made, or a call for which only a letter comes, is moved: what is
    counted as kept must have been waited for, and must have been done.
    """
    if now > promise.due_at:
        return "late"
    is_done = by_phone or promise.kind != "call"
    return "kept" if is_done and now - promise.made_at > MOMENTS else "moved"


def settle(session: Session, ticket: Ticket, now: datetime, outcome: str) -> Promise:
    """End the open promise by this ``outcome``, and count it on the ticket. No notice that it is late leaves now."""
    promise = session.get_one(Promise, ticket.promise_id)
    promise.outcome = outcome
    promise.settled_at = now
    counter = f"promises_{promise.outcome}"
    setattr(ticket, counter, getattr(ticket, counter) + 1)
    ticket.promise_id = ticket.promised_at = None
    reminders = Outgoing.once.in_([notice_of(kind, promise.id) for kind in REMINDERS])
    retire(session, or_(reminders, and_(Outgoing.ticket_id == ticket.id, Outgoing.kind == LATE)))
    return promise


def notice_of(reminder: str, promise_id: object) -> str:
    """The name under which a reminder of this promise is left once."""
    return f"{reminder} {promise_id}"


def score(ticket: Ticket) -> Score:
    """The score of one ticket; its columns are kept in step by ``make`` and ``settle``."""
    return Score(
        ticket.promises_made,
        ticket.promises_kept,
        ticket.promises_late,
        ticket.promises_moved,
        int(ticket.promise_id is not None),
    )
