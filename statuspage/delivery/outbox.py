"""The outbox as a sender needs it: what waits, oldest first, and what was sent.

Pings to a hub are sent by ``websub``. Mails have no sender yet, and none leaves. Whoever sends takes what waits, hands
it over, and only then marks it; so a thing may be sent twice (a mail with the same Message-ID), but none is ever lost.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from statuspage.domain.outbox import Outgoing


def waiting(session: Session, limit: int = 50, after: int = 0) -> Sequence[Outgoing]:
    """The oldest ``limit`` that wait, of those with an id above ``after``."""
    rows = select(Outgoing).where(Outgoing.sent_at.is_(None), Outgoing.id > after)
    return session.scalars(rows.order_by(Outgoing.id).limit(limit)).all()


def count(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.sent_at.is_(None))) or 0


def mark_sent(session: Session, outgoing_id: int, now: datetime) -> bool:
    """Note that this one was sent; False when that was known already. The first time stays."""
    sent = update(Outgoing).where(Outgoing.id == outgoing_id, Outgoing.sent_at.is_(None)).values(sent_at=now)
    return session.scalar(sent.returning(Outgoing.id)) is not None
