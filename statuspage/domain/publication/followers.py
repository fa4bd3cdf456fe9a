"""Followers by mail: whoever asks is sent one question, follows once they have answered it, and hears what is public.

Nobody learns from the answer whether an address is known. A stranger's address is asked once a day for one ticket, and
three times a day for all of them, by however many processes: the names of the mails see to it (``Outgoing.once``).
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.base import insert_once
from statuspage.domain.bounces import Bounce
from statuspage.domain.outbox import Outgoing, is_of_the_demo
from statuspage.domain.subscriptions import Subscription, counts

CONFIRM = "confirm"  # the kind of the question
WITHIN = timedelta(days=1)
MOST = 3  # questions to one address within a day, over all tickets
MOST_OF_A_TICKET = 1_000  # questions about one ticket within a day
GOOD_FOR = timedelta(days=3)  # how long a question can be answered
QUIET = timedelta(days=30)  # no question, after somebody said no to one

# How a question stands: to be answered; answered with yes, so that they follow; too old; or from before they stopped.
OPEN, FOLLOWS, EXPIRED, STOPPED = "open", "follows", "expired", "stopped"


def ask_to_follow(session: Session, ticket_id: int, email: str, zone: str, language: str, now: datetime) -> None:
    """Leave the question for this address whether it wants to follow; or nothing, which whoever asked cannot tell.

    The ticket's public view must be on. Refuses what is no mail address.
    """
    email = validation.mail("email", email)
    if session.get(Bounce, email) is not None or _has_many(session, ticket_id, now):
        return
    found = _row(session, ticket_id, email)
    if found is not None and _said_no(found, now):
        return
    for _ in range(MOST):  # another process may take the same name
        name = _free_name(session, found, ticket_id, email, now)
        if not name:
            return
        found = found or _begin(session, ticket_id, email, now)
        if _leave(session, found, name, now):
            _remember(found, zone, language)
            return


def confirm(session: Session, subscription_id: int, asked_at: datetime, now: datetime) -> str:
    """Say yes to the question that was asked then; how it stood before. Only one that was open is answered by that."""
    found = session.get_one(Subscription, subscription_id, with_for_update=True, populate_existing=True)
    before = stands(found, asked_at, now)
    if before == OPEN:
        found.confirmed_at, found.ended_at = now, None
    return before


def stands(subscription: Subscription, asked_at: datetime, now: datetime) -> str:
    """How the question that was asked then stands: one of the four words above."""
    if subscription.confirmed_at is not None and subscription.ended_at is None:
        return FOLLOWS
    if subscription.ended_at is not None and asked_at < subscription.ended_at:
        return STOPPED
    return OPEN if now < asked_at + GOOD_FOR else EXPIRED


def follower(session: Session, subscription_id: int) -> Subscription | None:
    """This subscription, if it is a follower's."""
    found = session.get(Subscription, subscription_id)
    return found if found is not None and found.reader == "follower" else None


def count_mailed(session: Session, ticket_id: int) -> int:
    """How many follow by mail."""
    mailed = select(func.count()).where(
        Subscription.ticket_id == ticket_id, Subscription.reader == "follower", counts()
    )
    return session.scalar(mailed) or 0


def _row(session: Session, ticket_id: int, email: str) -> Subscription | None:
    mine = Subscription.ticket_id == ticket_id, Subscription.email == email, Subscription.reader == "follower"
    return session.scalar(select(Subscription).where(*mine))


def _begin(session: Session, ticket_id: int, email: str, now: datetime) -> Subscription:
    values = {"ticket_id": ticket_id, "reader": "follower", "email": email, "created_at": now}
    insert_once(session, Subscription, values)
    found = _row(session, ticket_id, email)
    assert found is not None  # noqa: S101 - it was inserted, here or by another
    return found


def _remember(subscription: Subscription, zone: str, language: str) -> None:
    """The clock and the language of whoever is asked; of whoever follows, nobody else can change them."""
    if subscription.confirmed_at is None or subscription.ended_at is not None:
        subscription.zone, subscription.language = zone, language


def _said_no(subscription: Subscription, now: datetime) -> bool:
    """Whether they stopped it without ever having said yes, not long ago: then nobody may have them asked again."""
    ended = subscription.ended_at
    return ended is not None and subscription.confirmed_at is None and now < ended + QUIET


def _has_many(session: Session, ticket_id: int, now: datetime) -> bool:
    asked = select(func.count()).where(
        Outgoing.ticket_id == ticket_id,
        Outgoing.version == 0,
        Outgoing.kind == CONFIRM,
        Outgoing.created_at > now - WITHIN,
    )
    return (session.scalar(asked) or 0) >= MOST_OF_A_TICKET


def _free_name(session: Session, found: Subscription | None, ticket_id: int, email: str, now: datetime) -> str:
    """The name of one more question to this address; "" where it would be one too many."""
    address = hashlib.sha256(email.encode()).hexdigest()[:32]
    today, before = now.date(), (now - WITHIN).date()
    names = [f"{CONFIRM} {address} {day} {number}" for day in (today, before) for number in range(1, MOST + 1)]
    rows = select(Outgoing.once, Outgoing.ticket_id, Outgoing.created_at).where(Outgoing.once.in_(names))
    asked = session.execute(rows).all()
    lately = [row for row in asked if row.created_at > now - WITHIN]
    since = found.ended_at if found is not None else None
    if any(row.ticket_id == ticket_id and (since is None or row.created_at > since) for row in lately):
        return ""
    taken = {row.once for row in asked}
    return next((name for name in names[:MOST] if name not in taken), "") if len(lately) < MOST else ""


def _leave(session: Session, subscription: Subscription, name: str, now: datetime) -> bool:
    values: dict[str, Any] = {"ticket_id": subscription.ticket_id, "version": 0, "kind": CONFIRM, "to": "follower"}
    values |= {"subscription_id": subscription.id, "created_at": now, "due_at": now, "once": name}
    if is_of_the_demo(session, subscription.ticket_id, None):
        values["outcome"] = "kept"
    return insert_once(session, Outgoing, values)
