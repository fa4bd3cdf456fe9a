"""What may stand in a mail's header. A name that somebody typed can never begin a header line of its own."""

import re
import unicodedata
import uuid
from email.headerregistry import Address
from email.message import EmailMessage

from statuspage.domain.hosts import host_of, is_host

_ONE_HEADER = re.compile(r"[^\r\n\0]+(?:\r?\n[ \t][^\r\n\0]*)*\r?\n")  # its further lines begin with a blank
_LONGEST_NAME = 120  # characters


class NoAddress(LookupError):
    """The reader has no usable mail address; they read the letter on their page."""


def one_line(text: str) -> str:
    """The text on one line: line breaks and control characters become single spaces.

    What somebody typed in the form of an encoded word (RFC 2047) stays text, and is not decoded: an unseen sign
    (U+2060) comes between its first two.
    """
    visible = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(visible.split()).replace("=?", "=\u2060?")


def refuse_more_headers(message: EmailMessage) -> None:
    """Raise ``NoAddress`` for a mail in which a header would begin another one as it is written (RFC 5322, 2.2).

    Python verifies this by itself from 3.11.10, 3.12.5 and 3.13 on; earlier ones do not.
    """
    for name, value in message.items():
        if not _ONE_HEADER.fullmatch(message.policy.fold(name, value)):
            raise NoAddress(f"its header {name} would begin another header")


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
