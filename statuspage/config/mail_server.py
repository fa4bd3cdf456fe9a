"""A mail server's address, taken apart: where it is, how it speaks, and who we are to it."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import SplitResult, unquote, urlsplit

import idna


@dataclass(frozen=True, slots=True)
class AddressForm:
    """How the addresses of one kind of server are written: the ``ports`` of its schemes, and an ``example``."""

    ports: Mapping[str, int]
    example: str


SMTP = AddressForm(
    MappingProxyType({"smtps": 465, "smtp": 587}),  # RFC 8314 and RFC 6409
    "smtps://user:password@mail.example.com",
)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. ``implicit`` is TLS from the first byte on; ``user`` is "" where nobody signs in."""

    host: str
    port: int
    implicit: bool
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def of(cls, text: str) -> "MailServer":
        """The server at this address. Raises ValueError, whose words repeat nothing of a name or a password."""
        url = split(text, SMTP)
        if url.path not in {"", "/"}:
            raise ValueError("must end after the host and the port; in a name or a password write / as %2F.")
        return cls.at(url, SMTP)

    @classmethod
    def at(cls, url: SplitResult, form: AddressForm) -> "MailServer":
        """The server that this address names, whatever its path is. Raises ValueError as ``of`` does."""
        user, password = plain(url.username or ""), plain(url.password or "")
        if bool(user) != bool(password):
            raise ValueError(f"needs a name and a password, or neither: {form.example}.")
        return cls(
            _host(url.hostname or ""), url.port or form.ports[url.scheme], url.scheme.endswith("s"), user, password
        )

    @property
    def is_here(self) -> bool:
        """Whether it is this very machine, so that nobody listens in between."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def needs_tls(self) -> bool:
        """Whether anything may be said only in an encrypted connection: a password always, mails on their way out."""
        return self.implicit or bool(self.user) or not self.is_here


def split(text: str, form: AddressForm) -> SplitResult:
    """The parts of an address that is written in this form, each still percent-encoded. Raises ValueError in words."""
    if re.search(r"[\s#?\\]", text):
        raise ValueError("has a blank or one of # ? \\ in it: in a name or a password write %20, %23, %3F or %5C.")
    try:
        url = urlsplit(text)
    except ValueError:  # a broken IPv6 address
        raise ValueError(f"must be a mail server's address, such as {form.example}.") from None
    try:
        is_port = url.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        raise ValueError("has a port that is no number from 1 to 65535; in a password write / as %2F and : as %3A.")
    if url.scheme not in form.ports or not url.hostname:
        schemes = " or ".join(f"{scheme}://" for scheme in form.ports)
        raise ValueError(f"must begin with {schemes} and name a host, such as {form.example}.")
    return url


def plain(quoted: str) -> str:
    """A name, a password or a folder without its percent signs. Raises ValueError in words."""
    try:
        words = unquote(quoted, errors="strict")
    except UnicodeDecodeError:
        words = "\0"
    if not words.isprintable():
        raise ValueError(
            "has a sign in its name or password that cannot be seen: write them percent-encoded, in UTF-8."
        )
    return words


def _host(name: str) -> str:
    """A name as the name system knows it (UTS 46), or an IP address."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        known = name if name.isascii() else idna.encode(name, uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        known = ""
    if len(known) > 253 or not re.fullmatch(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)*(?!-)[a-z0-9_-]{1,63}(?<!-)\.?", known):
        raise ValueError("has a host that no name can be.")
    return known
