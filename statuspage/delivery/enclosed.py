"""The files that go with a letter's mail: small ones are attached, and the others named, to be had on the page.

No address of a file stands in a mail: such an address ends within minutes, and the page is its reader's own.
"""

import logging
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.delivery.message import Attachment
from statuspage.domain.files.file import READY, REFUSED
from statuspage.domain.files.reading import FileFacts, sent_with
from statuspage.domain.files.sorts import given_as
from statuspage.domain.reading import Entry
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing
from statuspage.present.files import told
from statuspage.present.languages import gettext

ATTACHED = 5_000_000  # bytes of all that one mail carries; written in a mail they are a third more

log = logging.getLogger("statuspage.mail")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What goes along: a line for each file, in the language that is spoken, and those that are attached."""

    lines: tuple[str, ...] = ()
    attached: tuple[Attachment, ...] = ()


def enclose(session: Session, ticket_id: int, entry: Entry) -> Enclosed:
    """The files that came with these words. One that was refused is not told of."""
    lines, attached, room = list[str](), list[Attachment](), ATTACHED
    for file, stored in sent_with(session, ticket_id, entry.version) if entry.has_files else ():
        content = _read(stored) if file.state == READY and file.size <= room else b""
        room -= len(content)
        if content:
            attached.append(Attachment(file.name, given_as(file.media_type), content))
        if file.state != REFUSED:
            lines.append(_line(file, is_attached=bool(content)))
    return Enclosed(tuple(lines), tuple(attached))


def _read(stored: str) -> bytes:
    try:
        return b"".join(filing().storage.read(stored))
    except StoreFault as fault:
        log.warning("A mail leaves without a file that could not be read: %s", fault)
        return b""


def _line(file: FileFacts, *, is_attached: bool) -> str:
    if file.state != READY:
        return gettext("%(name)s, on your page as soon as it was looked at", name=file.name)
    if is_attached:
        return gettext("%(name)s (%(told)s), attached", name=file.name, told=told(file))
    return gettext("%(name)s (%(told)s), on your page", name=file.name, told=told(file))
