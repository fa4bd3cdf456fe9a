"""A mail server's address, taken apart: where it is, how it speaks, and who we are to it."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, unquote, urlsplit

import idna

PORTS = {"smtp": 587, "smtps": 465}  # RFC 6409 and RFC 8314
_EXAMPLE = "such as smtps://user:password@mail.example.com"


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
        url = _split(text)
        user, password = _words(url.username or ""), _words(url.password or "")
        if bool(user) != bool(password):
            raise ValueError("needs a name and a password, or neither: smtps://user:password@mail.example.com.")
        return cls(_host(url.hostname or ""), url.port or PORTS[url.scheme], url.scheme == "smtps", user, password)

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


def _split(text: str) -> SplitResult:
    if re.search(r"[\s#?\\]", text):
        raise ValueError("has a blank or one of # ? \\ in it: in a name or a password write %20, %23, %3F or %5C.")
    try:
        url = urlsplit(text)
    except ValueError:  # a broken IPv6 address
        raise ValueError(f"must be a mail server's address, {_EXAMPLE}.") from None
    try:
        is_port = url.port != 0
    except ValueError:
        is_port = False
    if not is_port:
        raise ValueError("has a port that is no number from 1 to 65535; in a password write / as %2F and : as %3A.")
    if url.scheme not in PORTS or not url.hostname:
        raise ValueError(f"must begin with smtps:// or smtp:// and name a host, {_EXAMPLE}.")
    if url.path not in {"", "/"}:
        raise ValueError("must end after the host and the port; in a name or a password write / as %2F.")
    return url


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


def _words(quoted: str) -> str:
    """A name or a password without its percent signs."""
    try:
        plain = unquote(quoted, errors="strict")
    except UnicodeDecodeError:
        plain = "\0"
    if not plain.isprintable():
        raise ValueError(
            "has a sign in its name or password that cannot be seen: write them percent-encoded, in UTF-8."
        )
    return plain
