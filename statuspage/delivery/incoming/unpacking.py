"""What a mail brought becomes files of its ticket, beneath the words that came with it: soon after it was taken.

The mail is kept whole, so this can be done at any time, also for mails of years ago. What is not taken is said in words
at its place, and stays with the mail.
"""

import logging
from dataclasses import dataclass, field
from io import BytesIO

from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.incoming.brought import BroughtContent, contents
from statuspage.delivery.incoming.opened import Unreadable, open_message
from statuspage.domain.files import by_mail
from statuspage.domain.files.file import Bringer
from statuspage.domain.files.refusals import FileRefused
from statuspage.domain.incoming.mail import IncomingMail, original
from statuspage.domain.subscriptions import Subscription
from statuspage.filing.taking_in import filing

AT_ONCE = 200

log = logging.getLogger("statuspage.files")


@dataclass(slots=True)
class _Unpacked:
    """What became of each file, in their order: its key, or its name, its size and why it was refused."""

    taken: list[str] = field(default_factory=list)
    refused: list[tuple[str, int, str]] = field(default_factory=list)


def unpack_waiting() -> int:
    """Unpack the mails that were taken and not unpacked yet, the oldest first; how many were."""
    with write() as session:
        waiting = by_mail.without_files(session, now(), AT_ONCE)
    return sum([try_to_unpack(mail_id) for mail_id in waiting])


def try_to_unpack(mail_id: int) -> bool:
    """Make files of what this mail brought; where that fails it is tried again later, and False. No other mail waits
    for it.
    """
    try:
        unpack(mail_id)
    except Exception:
        log.exception("What a mail brought could not be unpacked; it is tried again")
        return False
    return True


def unpack(mail_id: int) -> None:
    """Make files of what this mail brought, once, if its words stand on a ticket. Needs an app context.

    Raises FileRefused where they cannot be stored now, and nothing is left of them then.
    """
    with Session(db.engine) as session:
        mail = session.get(IncomingMail, mail_id)
        if mail is None or not by_mail.waits(mail):
            return
        bringer, raw = _bringer(session, mail), b"".join(original(session, mail_id))
        is_whole = mail.kept >= mail.size
    done = _Unpacked()
    try:
        for number, brought in enumerate(_contents(raw)[: by_mail.MOST + 1] if is_whole else ()):
            _take(bringer, brought, number, done)
        with write() as session:
            unwanted = by_mail.attach_brought(session, mail_id, bringer, done.taken, done.refused, now())
    except Exception:
        unwanted = done.taken
        raise
    finally:
        for key in unwanted:
            filing().put_away(bringer, key)


def _contents(raw: bytes) -> list[BroughtContent]:
    try:
        return list(contents(open_message(raw).message))
    except Unreadable:
        return []


def _take(bringer: Bringer, brought: BroughtContent, number: int, done: _Unpacked) -> None:
    name, content = brought.file.name, brought.content
    if content is None:
        done.refused.append((name, brought.file.size, "inside"))
    elif number >= by_mail.MOST:
        done.refused.append((name, brought.file.size, "many"))
    else:
        try:
            done.taken.append(filing().bring(bringer, name, BytesIO(content), len(content)))
        except FileRefused as refused:
            if refused.reason == "full":  # the disk or the bucket, and not the file
                raise
            done.refused.append((name, len(content), refused.reason))


def _bringer(session: Session, mail: IncomingMail) -> Bringer:
    reader = session.get(Subscription, mail.subscription_id) if mail.subscription_id else None
    companion_id = reader.companion_id if reader else None
    return Bringer(mail.ticket_id, mail.agent_id, companion_id)
