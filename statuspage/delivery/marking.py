"""What becomes of a row after it was tried, written in one transaction. Each is refused to whoever lost the lease."""

from datetime import timedelta

from statuspage.clock import now
from statuspage.db import write
from statuspage.delivery import outbox
from statuspage.delivery.outbox import Leased
from statuspage.delivery.routine import backoff
from statuspage.domain.bounces import note_bounce, note_unreached
from statuspage.domain.outbox import left_as

FIRST, LONGEST = 120.0, 4 * 3600.0  # seconds until a mail's next try, after the first one and at most
GIVE_UP = timedelta(days=3)  # RFC 5321, 4.5.4.1, asks for four to five; who waits for a letter should not wait so long
GIVEN_UP = "Nobody took it for three days. The last time: "
LONGEST_FAULT = 300  # characters


def mark(row: Leased, outcome: str, fault: str = "") -> None:
    """This is what became of it."""
    with write() as session:
        outbox.end(session, row, outcome, now(), fault[:LONGEST_FAULT])


def mark_sent(row: Leased, message_id: str) -> None:
    """The server has it, under this Message-ID. Nobody waits until the disk has this, too: were it lost, the mail
    would go out twice.
    """
    with write(lasting=False) as session:
        outbox.end(session, row, "sent", now(), sent_as=left_as(message_id))


def put_off(row: Leased, fault: str, longest: float = LONGEST) -> bool:
    """Let it wait, as long as it is patient; False when it has waited for three days, and is dead now."""
    instant = now()
    if instant - row.first_due >= GIVE_UP:
        mark(row, "dead", GIVEN_UP + fault)
        return False
    until = min(instant + timedelta(seconds=backoff(row.tries, FIRST, longest)), row.first_due + GIVE_UP)
    with write() as session:
        outbox.put_off(session, row, until, fault[:LONGEST_FAULT])
    return True


def bury(row: Leased, fault: str, *, refused: str = "", known: str = "") -> None:
    """It is dead. ``refused`` is an address that a server takes no mail for, ``known`` one of which we knew that."""
    instant = now()
    with write() as session:
        held = outbox.end(session, row, "dead", instant, fault[:LONGEST_FAULT])
        if held and refused:
            note_bounce(session, refused, instant, fault)
        elif held and known:
            note_unreached(session, known, instant)
