"""What a reader wishes of their mails: to get them or not, the notice of a late promise, the promise as a file.

None of it is told to anyone, all of it can be taken back, and done twice it changes nothing.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import outbox
from statuspage.domain.news import tell_of_customer, tell_of_ticket
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket


def stop_mails(session: Session, subscription_id: int, now: datetime) -> None:
    """No mail leaves to this reader from now on; what waits for them is retired. Their page stays as it is."""
    found = _locked(session, subscription_id)
    if found.ended_at is None:
        found.ended_at = now
        tell_of_ticket(session, found.ticket_id)
    outbox.retire(session, outbox.Outgoing.subscription_id == found.id)


def get_mails_again(session: Session, subscription_id: int) -> None:
    """Mails leave to this reader again, of what happens from now on; a customer likes to be reached by mail then."""
    found = _locked(session, subscription_id)
    found.ended_at = None
    customer = session.get_one(Customer, session.get_one(Ticket, found.ticket_id).customer_id)
    if found.reader == "customer" and customer.email:
        customer.reach = "mail"
    tell_of_customer(session, customer.id)


def wish(session: Session, subscription_id: int, *, late: bool, ics: bool) -> None:
    """Say whether this reader is told of a promise that falls due without a letter, and gets promises as files."""
    found = _locked(session, subscription_id)
    found.wants_late, found.wants_ics = late, ics


def companion_was_let_go(session: Session, subscription: Subscription) -> bool:
    """Whether this is the subscription of a companion who was let go."""
    if subscription.companion_id is None:
        return False
    return session.get_one(Companion, subscription.companion_id).let_go_at is not None


def own_subscription(session: Session, ticket_id: int, companion_id: int | None = None) -> Subscription | None:
    """The subscription of this ticket's customer, or of this companion; None for a companion without an address."""
    mine = select(Subscription).where(Subscription.ticket_id == ticket_id)
    if companion_id is None:
        return session.scalar(mine.where(Subscription.reader == "customer"))
    return session.scalar(mine.where(Subscription.companion_id == companion_id))


def _locked(session: Session, subscription_id: int) -> Subscription:
    return session.get_one(Subscription, subscription_id, with_for_update=True, populate_existing=True)
