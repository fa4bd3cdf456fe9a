"""What became of mails, as a sender or a door would have written it: for tests of what the desk makes of that."""

from sqlalchemy import select

from statuspage.domain.bounces import Bounce
from statuspage.domain.incoming.mail import PackedMessage, keep
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket

REFUSED = "550 5.1.1 no such user here"


def newest_mail(session, to="customer"):
    """The mail that was left last for such a reader."""
    return session.scalar(select(Outgoing).where(Outgoing.to == to).order_by(Outgoing.id.desc()).limit(1))


def come_in(session, at, once, words, raw=b"", **facts):
    """A mail came in with these words, and nobody has decided on it yet; ``raw`` is its message, if not only they."""
    message = PackedMessage.of(raw or f"\n\n{words}".encode())
    usual = {"door": "pipe", "size": message.size, "outcome": "refused", "reason": "no_address", "words": words}
    mail = keep(session, message, came_at=at, once=once, **usual | facts)
    assert mail is not None
    return mail


def refuse(session, mail_id, now, words=REFUSED):
    """A mail server refused this mail for good: it is dead, and its customer's address takes none."""
    mail = session.get_one(Outgoing, mail_id)
    mail.outcome, mail.tries, mail.fault, mail.lease = "dead", 3, words, "a lease"
    ticket = session.get_one(Ticket, mail.ticket_id)
    ticket.unreached_at = now
    email = session.get_one(Customer, ticket.customer_id).email
    session.merge(Bounce(email=email, at=now, words=words))
    session.flush()
