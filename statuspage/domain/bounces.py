"""Mail addresses that a mail server refused for good, so that nothing is sent to them again on its own."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.news import tell_of_customer
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

LONGEST = 300  # characters of what a server said


class Bounce(Base):
    """One address that takes no mail, in lower case, since when, and what the server said, in its words."""

    __tablename__ = "bounce"

    email: Mapped[str] = mapped_column(String(254), primary_key=True)
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(300))


def note_bounce(session: Session, email: str, now: datetime, words: str) -> None:
    """Remember that this address takes no mail, and show it on every ticket of the customer who has it."""
    upsert(session, Bounce, ("email",), (email.lower(),), at=now, words=words[:LONGEST])
    note_unreached(session, email, now)


def note_unreached(session: Session, email: str, now: datetime) -> None:
    """Show on the tickets of the customer with this address that our mails do not reach them."""
    unmarked = update(Ticket).where(Ticket.customer_id.in_(_owners(email)), Ticket.unreached_at.is_(None))
    session.execute(unmarked.values(unreached_at=now))
    for customer_id in session.scalars(_owners(email)).all():
        tell_of_customer(session, customer_id)


def note_reached(session: Session, customer_id: int) -> None:
    """Show on this customer's tickets no longer that our mails do not reach them."""
    marked = update(Ticket).where(Ticket.customer_id == customer_id, Ticket.unreached_at.is_not(None))
    session.execute(marked.values(unreached_at=None))
    tell_of_customer(session, customer_id)


def look_whether_reached(session: Session, customer: Customer, now: datetime) -> None:
    """Show on this customer's tickets what is known of the address that they have by now."""
    if is_bounced(session, customer.email):
        session.flush()
        note_unreached(session, customer.email, now)
    else:
        note_reached(session, customer.id)


def bounced(session: Session, email: str) -> Bounce | None:
    """What is known of an address that takes no mail; None for one that may be written to."""
    return session.get(Bounce, email.lower())


def bounces_of(session: Session, emails: Iterable[str]) -> dict[str, Bounce]:
    """What is known of those of these addresses that take no mail, by the address in lower case."""
    found = select(Bounce).where(Bounce.email.in_({email.lower() for email in emails}))
    return {one.email: one for one in session.scalars(found)}


def is_bounced(session: Session, email: str) -> bool:
    """Whether this address takes no mail, as far as we know."""
    return bounced(session, email) is not None


def forget_bounce(session: Session, email: str) -> None:
    """Let mails go to this address again, as somebody says that they should."""
    session.execute(delete(Bounce).where(Bounce.email == email.lower()))
    for customer_id in session.scalars(_owners(email)).all():
        note_reached(session, customer_id)


def _owners(email: str) -> Select[tuple[int]]:
    return select(Customer.id).where(Customer.email == email.lower())
