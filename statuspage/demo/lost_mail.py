"""Two mails of the demo that did not arrive: one bounced, and one that no server took for three days."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.demo.cast import CUSTOMERS
from statuspage.domain.bounces import note_bounce
from statuspage.domain.outbox import Outgoing

_BOUNCED, _UNSENT = "part", "arabic"  # the stories whose newest mail to the customer it is
_NO_SUCH_USER = "550 5.1.1 <lea.brandt@example.net>: there is no such mailbox here"
_NO_SERVER = "No mail server could be reached for three days (connection refused)."


def lose_two(session: Session, tickets: Mapping[str, int]) -> None:
    """Let the newest mail to Lea bounce, and the newest one to Fatima stay unsent."""
    bounced = _lose(session, tickets[_BOUNCED], 1, _NO_SUCH_USER)
    note_bounce(session, CUSTOMERS["lea"].email, bounced.created_at, _NO_SUCH_USER)
    _lose(session, tickets[_UNSENT], 24, _NO_SERVER)
    session.flush()


def _lose(session: Session, ticket_id: int, tries: int, fault: str) -> Outgoing:
    newest = select(Outgoing).where(Outgoing.ticket_id == ticket_id, Outgoing.to == "customer")
    mail = session.scalars(newest.order_by(Outgoing.id.desc()).limit(1)).one()
    mail.outcome, mail.tries, mail.fault = "dead", tries, fault
    return mail
