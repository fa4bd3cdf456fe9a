"""What followers are mailed: each letter that becomes public, and each public promise that falls due without one.

One statement leaves the mails of all followers, so that ten thousand of them slow no letter. Each mail is made when it
is sent, from what is public then; what is not public any more is not sent.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, exists, literal, null, select
from sqlalchemy.orm import Session

from statuspage.domain.base import inserting
from statuspage.domain.bounces import Bounce
from statuspage.domain.desk.held_letters import is_on_its_way
from statuspage.domain.outbox import LATE, Outgoing, is_of_the_demo
from statuspage.domain.publication.announcing import new_letters
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.shares.share import Share
from statuspage.domain.subscriptions import Subscription, counts
from statuspage.domain.tickets import Ticket

LOOK_BACK = timedelta(days=1)  # what fell due earlier is nothing new

_COLUMNS = ("ticket_id", "version", "kind", "to", "subscription_id", "created_at", "due_at", "once", "data", "outcome")


def leave_letters(session: Session, *, leaves: bool = True) -> None:
    """Leave a mail for every follower of each ticket of which this transaction has made a letter public.

    Where no mail ``leaves``, only of the demo's tickets, whose mails are read in its mailboxes.
    """
    for (ticket_id, version), at in new_letters(session).items():
        if leaves or is_of_the_demo(session, ticket_id, None):
            _leave(session, ticket_id, "letter", at, version=version)


def leave_late(session: Session, now: datetime) -> int:
    """Leave a notice for every follower of a public promise that has fallen due, once for each promise; how many.

    Only those are told who followed when it fell due, of a view that was on then.
    """
    left = 0
    for due in session.execute(_fallen_due(now)).all():
        shown = public_ticket(session, due.ticket_id, "", now, limit=0)
        if shown is not None and shown.promise is not None and shown.promise.due_at == due.promised_at:
            left += _leave(session, due.ticket_id, LATE, now, promise_id=due.promise_id, fell_due=due.promised_at)
    return left


def _fallen_due(now: datetime) -> Any:
    told = exists().where(
        Outgoing.ticket_id == Ticket.id,
        Outgoing.version == 0,
        Outgoing.kind == LATE,
        Outgoing.to == "follower",
        Outgoing.created_at > Ticket.promised_at,
    )
    return select(Ticket.id.label("ticket_id"), Ticket.promise_id, Ticket.promised_at).where(
        Ticket.published_at.is_not(None),
        Ticket.promised_at.is_not(None),
        Ticket.promised_at < now,
        Ticket.promised_at >= now - LOOK_BACK,
        Ticket.published_at <= Ticket.promised_at,
        exists().where(*_follow(Ticket.id), Subscription.confirmed_at <= Ticket.promised_at),
        ~told,
        ~is_on_its_way(),
    )


def _follow(ticket_id: Any) -> tuple[Any, ...]:
    """The conditions of a subscription that follows this ticket, at an address that takes mail."""
    bounced = exists().where(Bounce.email == Subscription.email)
    return Subscription.ticket_id == ticket_id, Subscription.reader == "follower", counts(), ~bounced


def _leave(
    session: Session,
    ticket_id: int,
    kind: str,
    now: datetime,
    *,
    version: int = 0,
    promise_id: int | None = None,
    fell_due: datetime | None = None,
) -> int:
    """Leave this mail for all who follow the ticket, in one statement; nothing while its public page is withdrawn.

    Returns how many were left.
    """
    at, due = literal(now, Outgoing.created_at.type), fell_due
    name = literal(f"{LATE} ") + cast(Subscription.id, String) + f" {promise_id}" if promise_id else null()
    facts = literal({"due": due.isoformat()} if due else {}, Outgoing.data.type)
    page = exists().where(Share.ticket_id == ticket_id, Share.scope == "public", Share.withdrawn_at.is_(None))
    to = literal("follower", Outgoing.to.type)
    outcome = literal("kept" if is_of_the_demo(session, ticket_id, None) else "waiting", Outgoing.outcome.type)
    left = select(
        Subscription.ticket_id, literal(version), literal(kind), to, Subscription.id, at, at, name, facts, outcome
    ).where(*_follow(ticket_id), page)
    if due is not None:
        left = left.where(Subscription.confirmed_at <= due)
    session.flush()  # the letter itself
    rows = inserting(session, Outgoing).from_select(_COLUMNS, left, include_defaults=False)
    told = session.connection().execute(rows.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True})
    return told.rowcount
