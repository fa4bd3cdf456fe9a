"""Which parts of a mail are its words, and which are files beside them."""

import base64
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from statuspage.delivery.incoming.armour import without_armour, without_uuencoded
from statuspage.delivery.incoming.charsets import decoded
from statuspage.delivery.incoming.flowed import plain_lines
from statuspage.delivery.incoming.headers import parameter, subject
from statuspage.delivery.incoming.hypertext import html_lines
from statuspage.delivery.incoming.lines import WrittenLine, clean
from statuspage.domain.logos import is_small_logo
from statuspage.domain.validation import visible

_MOST_TEXT = 1_000_000  # characters; a reply has room for a hundredth
_MOST_HTML = 8_000_000
_LONGEST_NAME = 200
_LOGO_BEGINS = 240  # characters of base64, line ends too
_TEXTS = ("text/plain", "text/html")
Kind = Literal["html", "plain"]


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that came with a mail: ``size`` is in bytes, decoded."""

    name: str
    media_type: str
    size: int


def lines(message: EmailMessage, kind: Kind) -> list[WrittenLine]:
    """All that is written in the mail, in order; where a part comes in two ways, the one of this kind.

    Raises ``Unreadable`` for what PGP has encrypted.
    """
    found: list[WrittenLine] = []
    for part in _texts(message, kind):
        found += [WrittenLine(""), *_read(part)]
    return found


def files(message: EmailMessage) -> tuple[AttachedFile, ...]:
    """All that came beside the words, pictures within them too."""
    found: list[AttachedFile] = []
    for part in leaves(message):
        if not is_text(part):
            found.append(_file(part))
        elif part.get_content_type() != "text/html":
            packed = without_uuencoded(clean(_text(part)))[1]
            found += [AttachedFile(_named(name), _type(name), size) for name, size in packed]
    return tuple(found)


def leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that hold no others; a message that is forwarded as a file is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(_inner(part))
        else:
            yield part


def is_text(part: EmailMessage) -> bool:
    """Whether it is read as words: not if it has a name, as a file has."""
    if part.get_content_maintype() == "multipart":
        return True  # one without parts, so with its text as its payload
    disposition = str(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()
    return part.get_content_type() in _TEXTS and disposition != "attachment" and not _given_name(part)


def _texts(part: EmailMessage, kind: Kind) -> list[EmailMessage]:
    """The parts to read, in order."""
    if not (part.get_content_maintype() == "multipart" and part.is_multipart()):
        return [part] if is_text(part) else []
    inner = [_texts(one, kind) for one in _inner(part)]
    if part.get_content_subtype() != "alternative":
        return [text for texts in inner for text in texts]
    readable = [texts for texts in inner if texts]
    best = [texts for texts in readable if any(one.get_content_subtype() == kind for one in texts)]
    return (best or readable or [[]])[-1]  # the richest comes last (RFC 2046, 5.1.4)


def _inner(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload() if part.is_multipart() else ()
    return [one for one in payload if isinstance(one, EmailMessage) and not _is_our_logo(one)]


def _is_our_logo(part: EmailMessage) -> bool:
    """Whether it is the logo of a mail of ours, which many programs send back with the answer: that is no file."""
    if part.get_content_type() != "image/png" or part.is_multipart():
        return False
    start = "".join(str(part.get_payload())[:_LOGO_BEGINS].split())
    try:
        return is_small_logo(base64.b64decode(start[: len(start) // 4 * 4]))
    except ValueError:
        return False


def _read(part: EmailMessage) -> list[WrittenLine]:
    if part.get_content_type() == "text/html":
        return html_lines(clean(_text(part)[:_MOST_HTML]))
    text = without_armour(without_uuencoded(clean(_text(part)[:_MOST_TEXT]))[0])
    flowed = parameter(part, "format").lower() == "flowed"
    return plain_lines(text, flowed=flowed, delsp=parameter(part, "delsp").lower() == "yes")


def _text(part: EmailMessage) -> str:
    return decoded(_bytes(part), parameter(part, "charset"))


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file(part: EmailMessage) -> AttachedFile:
    media_type = part.get_content_type()
    name = _given_name(part)
    inner = _inner(part)
    if inner:
        size = sum(len(value) for one in inner for value in map(_bytes, leaves(one)))
        return AttachedFile(_named(name or f"{subject(inner[0]) or 'message'}.eml"), media_type, size)
    ending = mimetypes.guess_extension(media_type) or ""
    return AttachedFile(_named(name or part.get_content_maintype() + ending), media_type, len(_bytes(part)))


def _given_name(part: EmailMessage) -> str:
    return parameter(part, "filename", "Content-Disposition") or parameter(part, "name")


def _named(name: str) -> str:
    """A name on one line, without folders."""
    return visible(name.replace("\\", "/").rpartition("/")[2])[:_LONGEST_NAME] or "file"


def _type(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
