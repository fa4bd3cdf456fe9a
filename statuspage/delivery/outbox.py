"""The outbox as a sender needs it: what waits, oldest first, and what was sent.

``websub`` sends the pings to a hub. Mails have no sender yet, and none leaves. A sender takes what waits, hands it
over, and only then marks it as sent; so it may go out twice (a mail with the same Message-ID), but is never lost.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from statuspage.domain.outbox import Outgoing


def waiting(session: Session, limit: int = 50, after: int = 0) -> Sequence[Outgoing]:
    """The oldest rows that wait, of those with an id above ``after``; at most ``limit``."""
    rows = select(Outgoing).where(Outgoing.outcome == "waiting", Outgoing.id > after)
    return session.scalars(rows.order_by(Outgoing.id).limit(limit)).all()


def count(session: Session) -> int:
    """How many rows wait."""
    return session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.outcome == "waiting")) or 0


def mark_sent(session: Session, outgoing_id: int, now: datetime) -> bool:
    """Mark a row as sent; False, and nothing changes, when it was marked before."""
    sent = (
        update(Outgoing)
        .where(Outgoing.id == outgoing_id, Outgoing.outcome == "waiting")
        .values(sent_at=now, outcome="sent")
    )
    return session.scalar(sent.returning(Outgoing.id)) is not None
