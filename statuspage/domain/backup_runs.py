"""What is known of backups: when one was due, who makes it now, and what became of it."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, String, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, insert_once

MADE, FAILED = "made", "failed"
LEASE = timedelta(minutes=3)  # of whoever makes it, and is to renew it meanwhile
AGAIN = timedelta(minutes=15)  # after a failure
_LONGEST = 500  # characters of a fault


class BackupRun(Base):
    """One backup. ``due_at`` is its instant of the schedule, or the one at which somebody asked for it.

    ``begun_at`` is the moment that it holds, ``name`` where it is, and ``fault`` why it could not be made, in words.
    """

    __tablename__ = "backup_run"

    due_at: Mapped[datetime] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(8), default="")
    name: Mapped[str] = mapped_column(String(500), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    fault: Mapped[str] = mapped_column(String(_LONGEST), default="")
    lease: Mapped[str] = mapped_column(String(32), default="")
    leased_until: Mapped[datetime | None]


def is_due(session: Session, due_at: datetime, now: datetime) -> bool:
    """Whether the backup of this instant is still to be made, and nobody makes it."""
    found = session.get(BackupRun, due_at)
    return found is None or (found.outcome != MADE and (found.leased_until is None or found.leased_until < now))


def take(session: Session, due_at: datetime, now: datetime) -> str:
    """Take it on, for a while; the lease that proves it, or "" where somebody else was quicker."""
    insert_once(session, BackupRun, _empty(due_at))
    token = secrets.token_hex(16)
    is_free = or_(BackupRun.leased_until.is_(None), BackupRun.leased_until < now)
    taken = update(BackupRun).where(BackupRun.due_at == due_at, BackupRun.outcome != MADE, is_free)
    taken = taken.values(lease=token, leased_until=now + LEASE, begun_at=now).returning(BackupRun.due_at)
    return token if session.scalar(taken) is not None else ""


def renew(session: Session, lease: str, now: datetime) -> None:
    """Keep it for another while."""
    session.execute(update(BackupRun).where(BackupRun.lease == lease).values(leased_until=now + LEASE))


def succeed(session: Session, lease: str, now: datetime, *, name: str, size: int) -> None:
    """It was made, and is there, with so many bytes."""
    values = {"outcome": MADE, "name": name[-500:], "size": size, "fault": "", "lease": "", "leased_until": None}
    session.execute(update(BackupRun).where(BackupRun.lease == lease).values(ended_at=now, **values))


def fail(session: Session, lease: str, now: datetime, fault: str) -> None:
    """It could not be made; after a while it is tried again."""
    values = {"outcome": FAILED, "fault": fault[:_LONGEST], "lease": "", "leased_until": now + AGAIN}
    session.execute(update(BackupRun).where(BackupRun.lease == lease).values(ended_at=now, **values))


def last_made(session: Session) -> BackupRun | None:
    """The newest that was made."""
    made = select(BackupRun).where(BackupRun.outcome == MADE).order_by(BackupRun.begun_at.desc()).limit(1)
    return session.scalar(made)


def last_failed(session: Session) -> BackupRun | None:
    """The newest that could not be made, where none was made since."""
    made = last_made(session)
    failed = select(BackupRun).where(BackupRun.outcome == FAILED).order_by(BackupRun.due_at.desc()).limit(1)
    found = session.scalar(failed)
    return None if found is None or (made is not None and made.due_at > found.due_at) else found


def forget_before(session: Session, before: datetime) -> None:
    """Forget what became of those that were due before then, but for the last that was made."""
    last = last_made(session)
    for run in session.scalars(select(BackupRun).where(BackupRun.due_at < before, BackupRun.lease == "")):
        if run is not last:
            session.delete(run)


def _empty(due_at: datetime) -> dict[str, object]:
    return {"due_at": due_at, "outcome": "", "name": "", "size": 0, "fault": "", "lease": ""}
