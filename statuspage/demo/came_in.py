"""Two mails of the demo that came in: one that was refused, and an owner's letter without an ending, which waits."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.demo.cast import AGENTS, CUSTOMERS
from statuspage.domain.incoming.mail import IncomingMail, PackedMessage, keep
from statuspage.domain.incoming.taking import hold_and_tell, refuse
from statuspage.domain.tickets import Ticket

_REFUSED, _HELD = "late", "soon"  # the stories whose customer and whose owner wrote them
_OTHER_ADDRESS = "kenji@grinders.example.net"
_REFUSED_WORDS = "It is me, Kenji, from the address at work. E05 came back this morning, with the new burrs in."
_HELD_WORDS = "The new gasket is in, and the wand has been dry since noon. I let it run until tonight to be sure."
_WHY = "It does not end with when you write next, or with the question “is it solved?”."


def two_come_in(session: Session, tickets: Mapping[str, int], now: datetime) -> None:
    """Kenji writes from another address, and Maria answers Jonas from her own mail program."""
    kenji = {"sender": _OTHER_ADDRESS, "sender_name": CUSTOMERS["kenji"].name, "subject": "The grinder, again"}
    refuse(_come(session, "demo refused", now - timedelta(minutes=50), _REFUSED_WORDS, **kenji), "no_address")
    ticket = session.get_one(Ticket, tickets[_HELD])
    maria = {"sender": AGENTS["maria"].email, "sender_name": AGENTS["maria"].name, "subject": f"Re: {ticket.subject}"}
    whose = {"ticket_id": ticket.id, "agent_id": ticket.owner_id}
    held = _come(session, "demo held", now - timedelta(minutes=25), _HELD_WORDS, **maria, **whose)
    held.data = {"seen": ticket.version}
    hold_and_tell(session, held, held.came_at, {"body": held.words}, _WHY)
    session.flush()


def _come(session: Session, once: str, at: datetime, words: str, **facts: object) -> IncomingMail:
    raw = f"From: {facts['sender']}\nSubject: {facts['subject']}\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
    more = {"door": "demo", "once": once, "size": len(raw.encode()), "outcome": "refused", "words": words}
    mail = keep(session, PackedMessage.of(raw.encode()), came_at=at, **more, **facts)
    if mail is None:
        raise LookupError(f"{once} came already")
    return mail
