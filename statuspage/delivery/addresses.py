"""What may stand in a mail's header. Whatever a person typed as their name, it can never begin a line of its own."""

import re
import unicodedata
import uuid
from email.headerregistry import Address
from urllib.parse import urlsplit

_HOST = re.compile(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_NAME = 120  # characters


class NoAddress(LookupError):
    """Whom this is for has no mail address that a mail can go to; they read it on the page."""


def one_line(text: str) -> str:
    """The text without line breaks and without characters that nobody sees."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(visible.split())


def address(name: str, mail: str) -> Address:
    """A mailbox. The host's name goes in its ASCII form (RFC 3490). Raises ``NoAddress``."""
    user, _, host = mail.rpartition("@")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not user or one_line(user) != user or not _HOST.fullmatch(host):
        raise NoAddress("there is no mail address to send this to")
    return Address(one_line(name)[:_LONGEST_NAME], user, host)


def host_of(base: str) -> str:
    """The host of the instance's address, for what a mail needs a host for."""
    host = urlsplit(base).hostname or "localhost"
    return host if _HOST.fullmatch(host) else "localhost"


def message_id(base: str, *parts: object) -> str:
    """A Message-ID (RFC 5322, 3.6.4): the same for the same parts, and made of nothing secret and no plain number."""
    name = "/".join((base, *(str(part) for part in parts)))
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, name)}@{host_of(base)}>"
