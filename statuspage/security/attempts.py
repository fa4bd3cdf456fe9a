"""Logins that failed lately, counted in the database: a guesser has ten tries, however many processes serve."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base

MOST = 10
WITHIN = timedelta(minutes=5)


class Attempt(Base):
    """One try that has not succeeded. ``key_hash`` is SHA-256 of who tries, or of the account that is tried, in hex."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_hash_at", "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


def begin(session: Session, keys: Iterable[str], now: datetime) -> tuple[int, ...] | None:
    """Count a try before it is looked at, so that none slips by; None when it is one too many. Old ones are swept."""
    hashes = [hashlib.sha256(key.encode()).hexdigest() for key in keys]
    session.execute(delete(Attempt).where(Attempt.at <= now - WITHIN))
    counted = select(func.count()).where(Attempt.key_hash.in_(hashes)).group_by(Attempt.key_hash)
    if max(session.scalars(counted), default=0) >= MOST:
        return None
    tries = [Attempt(key_hash=one, at=now) for one in hashes]
    session.add_all(tries)
    session.flush()
    return tuple(one.id for one in tries)


def forgive(session: Session, tries: tuple[int, ...]) -> None:
    """It was the right password: this try does not count."""
    session.execute(delete(Attempt).where(Attempt.id.in_(tries)))
