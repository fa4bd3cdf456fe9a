"""What may stand in a mail's header. A name that somebody typed can never begin a header line of its own."""

import unicodedata
import uuid
from email.headerregistry import Address

from statuspage.domain.hosts import host_of, is_host

_LONGEST_NAME = 120  # characters


class NoAddress(LookupError):
    """The reader has no usable mail address; they read the letter on their page."""


def one_line(text: str) -> str:
    """The text on one line: line breaks and control characters become single spaces."""
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(visible.split())


def address(name: str, mail: str) -> Address:
    """A mailbox, with the host's name in its ASCII form (RFC 3490). Raises ``NoAddress``."""
    user, _, host = mail.rpartition("@")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not user or one_line(user) != user or not is_host(host):
        raise NoAddress("there is no mail address to send this to")
    return Address(one_line(name)[:_LONGEST_NAME], user, host)


def message_id(base: str, *parts: object) -> str:
    """A Message-ID (RFC 5322, 3.6.4): the same parts always give the same one, and it shows none of them."""
    name = "/".join((base, *(str(part) for part in parts)))
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, name)}@{host_of(base)}>"
