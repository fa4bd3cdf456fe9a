"""The files that a mail brought, with their bytes, in the order in which ``bodies.files`` tells of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage

from statuspage.delivery.incoming.bodies import AttachedFile, files, is_text, leaves


@dataclass(frozen=True, slots=True)
class BroughtContent:
    """One file: what ``bodies`` says of it, and its ``content``; None for one that stands inside the text."""

    file: AttachedFile
    content: bytes | None


def contents(message: EmailMessage) -> Iterator[BroughtContent]:
    """Each file that came beside the words, one at a time."""
    for part in leaves(message):
        found = files(part) if not is_text(part) else ()
        if found:
            yield BroughtContent(found[0], _content(part))
        elif part.get_content_type() != "text/html":
            yield from (BroughtContent(one, None) for one in files(part))


def _content(part: EmailMessage) -> bytes:
    """The decoded bytes; of a mail that was passed on as a file, the mail itself."""
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    return b"\n".join(one.as_bytes() for one in inner if isinstance(one, EmailMessage)) if part.is_multipart() else b""
