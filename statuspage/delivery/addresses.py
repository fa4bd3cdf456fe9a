"""What may stand in a mail's header. A name that somebody typed can never begin a header line of its own."""

import re
import unicodedata
import uuid
from email import message_from_string
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from itertools import product
from typing import Any

from statuspage.delivery.headers import ASCII, UTF8
from statuspage.domain.hosts import host_of, is_host

_ONE_HEADER = re.compile(r"[^\r\n\0]+(?:\r?\n[ \t][^\r\n\0]*)*\r?\n")  # its further lines begin with a blank
_LONGEST_NAME = 120  # characters
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,"]+')  # what means something in a header beside a name (RFC 5322, 3.2.3)
_COMMON_NAME, _COMMON_USER = re.compile(r"[\w' -]*"), re.compile(r"[A-Za-z0-9._+-]{1,64}")  # nothing to quote in either


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
    for name, value in message.raw_items():
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
    return _mailbox(one_line(name)[:_LONGEST_NAME], user, host)


@lru_cache(maxsize=1_000)  # half the work of a mail, and the people at the desk write many
def _mailbox(name: str, user: str, host: str) -> Address:
    mailbox = Address(name, user, host)
    if _COMMON_NAME.fullmatch(name) and _COMMON_USER.fullmatch(user):
        return mailbox
    return mailbox if _is_read_as_written(mailbox) else Address(_SPECIALS.sub(" ", mailbox.display_name), user, host)


def _is_read_as_written(mailbox: Address) -> bool:
    """Whether a mail program finds this one address in the header that is written of it, wherever that stands.

    Python loses the quotes around a long name where it folds its line, up to 3.11 at least: an address in the name
    would be one that the mail goes to. It costs as much as all the rest of a mail's headers, so it is not asked of
    names without anything to quote, as most are.
    """
    for rules, name in product((ASCII, UTF8), ("To", "From", "Reply-To")):
        if rules is ASCII and not mailbox.addr_spec.isascii():
            continue  # nothing of the kind is ever written
        written = rules.fold(*rules.header_store_parse(name, mailbox))
        found: Any = message_from_string(written, policy=rules)[name]
        if [one.addr_spec for one in found.addresses] != [mailbox.addr_spec]:
            return False
    return True


def message_id(base: str, *parts: object) -> str:
    """A Message-ID (RFC 5322, 3.6.4): the same parts always give the same one, and it shows none of them."""
    name = "/".join((base, *(str(part) for part in parts)))
    return f"<{uuid.uuid5(uuid.NAMESPACE_URL, name)}@{host_of(base)}>"
