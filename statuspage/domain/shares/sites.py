"""The sites on which a card may stand: what is typed, one to a line, becomes origins as browsers spell them (RFC 6454).

Of an address its beginning counts, and one without a scheme has https. They end up in a security policy, so only what
is certainly an origin passes: a scheme, a name, perhaps a port.
"""

import ipaddress
import re

import idna

from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused

MOST = 50
_LONGEST = 300  # characters of a line
_ORIGIN = re.compile(r"(?:(https?)://)?([^\s/?#@:\\\[\]]+)(?::([0-9]{1,5}))?(?:[/?#].*)?", re.IGNORECASE)
_NAMED = re.compile(r".+\.[a-z][a-z0-9-]*")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_PORTS = {"https": 443, "http": 80}

_PATTERN = N_(
    "Line %(line)s, “%(typed)s”, is not the address of a site. Write its beginning only, such as https://example.org."
)
_TOO_MANY = N_("These are %(number)s sites; %(most)s is the most. Nothing was changed.")


def parse(typed: str) -> tuple[str, ...]:
    """The origins that these lines name, each once, in the order typed; empty lines are passed over."""
    seen = [validation.exact(line) for line in typed.splitlines()]
    lines = [(number, line) for number, line in enumerate(seen, 1) if line]
    if len(lines) > MOST:
        raise Refused("sites", _TOO_MANY, number=len(lines), most=MOST)
    found: dict[str, None] = {}
    for number, line in lines:
        site = origin(line)
        if site is None:
            raise Refused("sites", _PATTERN, line=number, typed=_readable(line), cleaned="\n".join(seen))
        found[site] = None
    return tuple(found)


def origin(typed: str) -> str | None:
    """One origin in ASCII, in lower case and without its default port; None for anything else."""
    match = _ORIGIN.fullmatch(typed) if len(typed) <= _LONGEST else None
    if match is None:
        return None
    scheme, host, port = (match[1] or "https").lower(), _host(match[2]), match[3]
    if host is None or not (match[1] or _NAMED.fullmatch(host)):
        return None
    if port is None or int(port) == _PORTS[scheme]:
        return f"{scheme}://{host}"
    return f"{scheme}://{host}:{int(port)}" if 0 < int(port) < 65_536 else None


def _host(typed: str) -> str | None:
    """A name as the name system knows it (UTS 46), or four numbers; None for anything else."""
    try:
        host = idna.encode(typed, uts46=True).decode() if not typed.isascii() else typed.lower()
    except (idna.IDNAError, UnicodeError):
        return None
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    if labels[-1].isdecimal() or labels[-1].startswith("0x"):  # a browser reads this as numbers, or not at all
        return _numbers(host)
    return host


def _numbers(host: str) -> str | None:
    try:
        return str(ipaddress.IPv4Address(host))
    except ValueError:
        return None


def _readable(line: str) -> str:
    """What was typed, as much of it as an answer can show."""
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in line[:60])
    return shown + "…" if len(line) > 60 else shown
