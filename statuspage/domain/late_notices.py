"""Late notices: that a promise fell due without a letter, for the customer and companions who asked to be told.

They are the only mails that time alone causes for a customer. A letter that comes first takes those back that wait.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, String, cast, exists, literal, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from statuspage.domain.desk.held_letters import is_on_its_way
from statuspage.domain.outbox import LATE, Outgoing, leave
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription, can_be_mailed, counts
from statuspage.domain.tickets import Ticket

LOOKS_BACK = timedelta(days=1)  # what is older than that is no news
MOST = 200  # notices left at once; the next look leaves the others


def leave_late_notices(session: Session, now: datetime) -> int:
    """Leave one notice for each promise and reader, once; how many were left. Time itself is the only cause."""
    return sum(_leave(session, row, now) for row in session.execute(_missing(now)).all())


def _missing(now: datetime) -> Select[Any]:
    """Each subscription that wants the notice, and the promise that fell due within the last day, if it has none yet.

    The conditions on the ticket are those of the index of promises of everyone's queue.
    """
    name = literal(f"{LATE} ") + cast(Subscription.id, String) + " " + cast(Ticket.promise_id, String)
    return (
        select(Subscription.id, Subscription.reader, Ticket.id.label("ticket_id"), Ticket.promise_id, Ticket.version)
        .join(Ticket, Ticket.id == Subscription.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Companion, Companion.id == Subscription.companion_id)
        .where(
            Ticket.closed_at.is_(None),
            Ticket.heard_at.is_not(None),
            Ticket.promised_at.is_not(None),
            Ticket.promised_at >= now - LOOKS_BACK,
            Ticket.promised_at < now,
            ~is_on_its_way(),
            Subscription.wants_late,
            counts(),
            can_be_mailed(),
            ~exists().where(Outgoing.once == name),
        )
        .order_by(Ticket.promised_at)
        .limit(MOST)
    )


def _leave(session: Session, row: Row[Any], now: datetime) -> bool:
    """Leave this one; False where another process was quicker."""
    once, data = f"{LATE} {row.id} {row.promise_id}", {"promise": row.promise_id}
    try:
        with session.begin_nested():
            leave(session, row.ticket_id, LATE, row.reader, now, subscription_id=row.id, once=once, data=data)
            session.flush()
    except IntegrityError:
        return False
    return True
