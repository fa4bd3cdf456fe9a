"""A mail that came, opened: who wrote what in answer to what, from any bytes at all.

Whatever the bytes are, ``open_message`` gives an ``Opened`` or raises ``Unreadable``, in time and memory that grow with
the size of the mail alone.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from statuspage.delivery.incoming import headers
from statuspage.delivery.incoming.bodies import AttachedFile, Kind, files, leaves, lines
from statuspage.delivery.incoming.lines import written
from statuspage.delivery.incoming.structure import parse
from statuspage.delivery.incoming.unreadable import Unreadable
from statuspage.delivery.incoming.words import words_of

__all__ = ["AttachedFile", "Opened", "Unreadable", "open_message"]

_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a mail says. Each text is "" where there is none, and has no control characters.

    ``message_id`` and those that it ``follows`` (In-Reply-To, then References from the newest) are without angles.
    ``sender`` is the address of From in small letters; nothing proves it. ``addressed_to`` are all addresses that any
    header names as receiving it, as they stand. ``at`` is its Date (UTC), None where that names no time there can be.
    ``text`` is all that is written in it, with what it quotes behind ">"; ``words`` is what its writer says.
    """

    message_id: str
    follows: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    addressed_to: tuple[str, ...]
    at: datetime | None
    text: str
    words: str
    files: tuple[AttachedFile, ...]
    message: EmailMessage


def open_message(raw: bytes) -> Opened:
    """The mail of these bytes, as a mail server or a mailbox has them. Raises ``Unreadable``."""
    message = parse(raw)
    text, words = _written(message)
    if not words:
        _refuse_sealed(message)
    sender, sender_name = headers.sender(message)
    return Opened(
        message_id=headers.message_id(message),
        follows=headers.follows(message),
        sender=sender,
        sender_name=sender_name,
        subject=headers.subject(message),
        addressed_to=headers.addressed_to(message),
        at=headers.date(message),
        text=text,
        words=words,
        files=files(message),
        message=message,
    )


def _written(message: EmailMessage) -> tuple[str, str]:
    """All that is written, and the words of it, of the better of the two ways in which a mail often comes.

    HTML is better: its elements say what is quoted, and its paragraphs are whole, while the plain text beside it is
    made of it by a program, is broken at 70 signs, or says no more than that HTML follows. The plain text is taken
    where the HTML says nothing, as that of a picture alone, and where it alone shows what is quoted.
    """
    found: list[tuple[str, str]] = []
    kinds: tuple[Kind, ...] = ("html", "plain")
    for kind in kinds:
        read = lines(message, kind)
        words, is_quoting = words_of(read)
        found.append((written(read), words))
        if words and is_quoting:
            return found[-1]
    return next((both for both in found if both[1]), max(found, key=lambda both: len(both[0])))


def _refuse_sealed(message: EmailMessage) -> None:
    """Raise ``Unreadable`` for a mail without words that holds some which cannot be had."""
    if any(part.get_content_type() == "multipart/encrypted" for part in message.walk()):
        raise Unreadable("encrypted", "It is encrypted, and we have no key.")
    for part in leaves(message):
        kind = part.get_content_type()
        if kind in _SEALED and headers.parameter(part, "smime-type").lower() != "signed-data":
            raise Unreadable("encrypted", "It is encrypted with S/MIME, and we have no key.")
        if kind in _SEALED:
            raise Unreadable("unreadable", "Its words stand inside a signature of S/MIME, where we do not look.")
        if kind in ("application/ms-tnef", "application/vnd.ms-tnef"):
            raise Unreadable("tnef", "Outlook packed all of it into a file that only Outlook opens (winmail.dat).")
