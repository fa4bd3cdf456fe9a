"""The company's logo inside a mail, so that none loads anything: a small PNG beside the HTML, by its Content-ID.

Where a mail is shown on a page of ours, the same picture stands in the HTML itself.
"""

import base64
import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any, cast

from statuspage import wearing

_ROOM = (36, 150)  # CSS pixels: how high it is at most, and how wide
_LARGEST = 6 * 1024  # bytes
DATA = 'src="data:image/png;base64,'  # how a picture begins that stands in the HTML itself
_PART = 512  # bytes of the headers and boundaries of its part, and more than they take


@dataclass(frozen=True, slots=True)
class MailLogo:
    """What the template needs of it: its Content-ID without brackets (RFC 2392), and its size in CSS pixels."""

    cid: str
    width: int
    height: int
    data: bytes

    @property
    def size(self) -> int:
        """The bytes that it takes in a message, or a few fewer."""
        return len(self.data) * 78 // 57 + _PART


def mail_logo(company: str, sent_as: str) -> MailLogo | None:
    """The logo that is worn now, for a mail that names the ``company`` and has this Message-ID; else None."""
    found = wearing.logo()
    if found is None or not company:
        return None
    small = found.small(*_ROOM, _LARGEST)
    host = sent_as.rpartition("@")[2].strip("<> ")
    cid = f"logo.{hashlib.sha256(small.data).hexdigest()[:16]}@{host}"
    return MailLogo(cid, small.width, small.height, small.data)


def put_inside(message: EmailMessage, logo: MailLogo) -> None:
    """Put it beside the HTML of this message (multipart/related, RFC 2387)."""
    html = cast("Any", message.get_body(("html",)))
    html.add_related(logo.data, "image", "png", cid=f"<{logo.cid}>", disposition="inline", filename="logo.png")


def as_page(message: EmailMessage) -> str:
    """The HTML of a message as a page by itself, with the pictures in it; "" where it has none."""
    html = message.get_body(("html",))
    if html is None:
        return ""
    page = str(html.get_content())
    for part in message.walk():
        cid = str(part.get("Content-ID", "")).strip("<> ")
        if cid and part.get_content_type() == "image/png":
            data = base64.b64encode(cast("bytes", part.get_payload(decode=True))).decode()
            page = page.replace(f'src="cid:{cid}"', f'{DATA}{data}"')
    return page
