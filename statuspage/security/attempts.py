"""Logins that have failed lately, counted in the database: a guesser has ten tries, however many processes serve.

An account bears many more, from everywhere together; otherwise anyone who knows an agent's address could lock them out.
Wishes to follow by mail are counted here as well.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base

MOST = 10
MOST_FOR_AN_ACCOUNT = 100
WITHIN = timedelta(minutes=5)


class Attempt(Base):
    """One try that has not succeeded. ``key_hash`` is the SHA-256, in hex, of who tries or of the account tried."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_key_hash_at", "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


def are_over(session: Session, keys: Mapping[str, int], now: datetime) -> bool:
    """Whether one more try would be one too many for any of these keys."""
    most = {_hash(key): number for key, number in keys.items()}
    lately = Attempt.key_hash.in_(most), Attempt.at > now - WITHIN
    counted = select(Attempt.key_hash, func.count()).where(*lately).group_by(Attempt.key_hash)
    return any(count >= most[key_hash] for key_hash, count in session.execute(counted))


def begin(session: Session, keys: Mapping[str, int], now: datetime) -> tuple[int, ...] | None:
    """Count a try before it is checked, so that none slips by; None when it is one too many. Old ones are deleted.

    ``keys`` is what it is counted as, each with how many there may be. Returns the ids for ``forgive``.
    """
    session.execute(delete(Attempt).where(Attempt.at <= now - WITHIN))
    if are_over(session, keys, now):
        return None
    tries = [Attempt(key_hash=_hash(key), at=now) for key in keys]
    session.add_all(tries)
    session.flush()
    return tuple(one.id for one in tries)


def forgive(session: Session, tries: tuple[int, ...]) -> None:
    """Count this try no longer: its password was right."""
    session.execute(delete(Attempt).where(Attempt.id.in_(tries)))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
