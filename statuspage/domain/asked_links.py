"""The link that whoever opened a replaced one asks for: it goes to the address on record, and is never shown."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.mail_wishes import companion_was_let_go, own_subscription
from statuspage.domain.outbox import Outgoing, leave
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket

LINK = "link"  # its kind in the outbox
PAUSE = timedelta(minutes=15)  # between two such mails to one reader, however often they are asked for


def ask_for_link(session: Session, ticket_id: int, companion_id: int | None, now: datetime) -> None:
    """Leave a mail with the present link for the holder of a link that was replaced: the customer, or a companion.

    Nobody learns whether one was left: none is, where no address is on record, or one was left minutes ago. Whoever
    stopped their mails gets this one all the same, as they ask for it.
    """
    session.get_one(Ticket, ticket_id, with_for_update=True)  # two at once count as one
    found = own_subscription(session, ticket_id, companion_id)
    if found is None or not _address(session, found) or companion_was_let_go(session, found):
        return
    lately = select(Outgoing.id).where(
        Outgoing.ticket_id == ticket_id,
        Outgoing.kind == LINK,
        Outgoing.subscription_id == found.id,
        Outgoing.created_at > now - PAUSE,
    )
    if session.scalar(lately.limit(1)) is None:
        leave(session, ticket_id, LINK, found.reader, now, subscription_id=found.id)


def _address(session: Session, subscription: Subscription) -> str:
    if subscription.companion_id is not None:
        return session.get_one(Companion, subscription.companion_id).email
    ticket = session.get_one(Ticket, subscription.ticket_id)
    return session.get_one(Customer, ticket.customer_id).email
