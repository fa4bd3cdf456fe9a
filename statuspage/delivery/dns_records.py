"""What DNS says about the domain that mails come from, in sentences: what is there, and what is missing."""

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from statuspage.later import later

if TYPE_CHECKING:
    from dns import exception, rdatatype, resolver
else:
    exception = later("dns.exception")
    rdatatype = later("dns.rdatatype")
    resolver = later("dns.resolver")


PATIENCE = 5.0  # seconds for each question
DKIM = (
    "DKIM cannot be seen from here, as only your mail server knows its selector. Look into the source of the mail that"
    " arrived: Authentication-Results should say dkim=pass, for {domain}."
)


@dataclass(frozen=True, slots=True)
class DnsFinding:
    """One sentence, and whether all is well with it; None where that cannot be known."""

    is_well: bool | None
    words: str


class Unanswered(Exception):
    """The name system gave no answer; the text says why."""


class Silent(Unanswered):
    """It said nothing at all in time, and would be as silent at the next question."""


class Names:
    """Asks the name system: the machine's own, or the server at ``address``, such as 127.0.0.1:5353."""

    def __init__(self, address: str = "") -> None:
        try:
            self._resolver = resolver.Resolver(configure=not address)
        except resolver.NoResolverConfiguration:
            self._resolver = resolver.Resolver(configure=False)
        if address:
            host, port = read_address(address)
            self._resolver.nameservers, self._resolver.port = [host], port
        self._resolver.lifetime = PATIENCE

    def texts(self, name: str) -> list[str]:
        """The TXT records of this name, each put together from its pieces (RFC 7208, 3.3)."""
        return [b"".join(one.strings).decode("utf-8", "replace") for one in self._ask(name, "TXT")]

    def mail_hosts(self, name: str) -> list[str]:
        """The hosts that take mail for this name, the first one first; ``.`` is that of RFC 7505, which takes none."""
        found = sorted(self._ask(name, "MX"), key=lambda one: int(one.preference))
        return [str(one.exchange).rstrip(".") or "." for one in found]

    def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(f"{name}.", rdatatype.from_text(kind)))
        except (resolver.NoAnswer, resolver.NXDOMAIN):
            return []
        except exception.Timeout as fault:
            raise Silent(f"the name system did not answer ({type(fault).__name__})") from None
        except exception.DNSException as fault:
            raise Unanswered(f"the name system did not answer ({type(fault).__name__})") from None


def read_address(text: str) -> tuple[str, int]:
    """An IP address and a port, which is 53 where none is given. Raises ValueError."""
    found = re.fullmatch(r"\[?([0-9A-Fa-f.:]+?)\]?(?::(\d{1,5}))?", text)
    if text.count(":") > 1 and "]" not in text:  # IPv6 without a port
        found = re.fullmatch(r"([0-9A-Fa-f.:]+)()", text)
    port = int((found and found[2]) or 53)
    if found is None or not 0 < port < 65_536:
        raise ValueError("an IP address is needed, such as 127.0.0.1:5353")
    return str(ipaddress.ip_address(found[1])), port


def look_up(names: Names, domain: str, reply_domain: str | None) -> Iterator[DnsFinding]:
    """What is there of each record that mails from ``domain`` need. A name system that is silent is asked no more."""
    asked = [(ask, domain) for ask in (_spf, _dmarc, _mail_hosts)]
    if reply_domain is not None and reply_domain != domain:
        asked.append((_mail_hosts, reply_domain))
    try:
        for ask, name in asked:
            yield _answered(ask, names, name)
    except Silent as fault:
        yield DnsFinding(None, f"{domain}: {fault}, and was not asked again.")
    yield DnsFinding(None, DKIM.format(domain=domain))


def _answered(ask: Callable[[Names, str], DnsFinding], names: Names, domain: str) -> DnsFinding:
    try:
        return ask(names, domain)
    except Silent:
        raise
    except Unanswered as fault:
        return DnsFinding(None, f"{domain}: {fault}.")


def _spf(names: Names, domain: str) -> DnsFinding:
    """SPF, RFC 7208: one TXT record that begins with v=spf1; two count as none (section 4.5)."""
    found = [text for text in names.texts(domain) if re.match(r"v=spf1(\s|$)", text, re.IGNORECASE)]
    if not found:
        return DnsFinding(False, f"SPF is missing: {domain} needs a TXT record such as “v=spf1 include:… -all”.")
    if len(found) > 1:
        return DnsFinding(
            False, f"SPF does not hold: {domain} has {len(found)} such records, and only one may be there."
        )
    if re.search(r"(?:\s|^)\+?all\s*$", found[0], re.IGNORECASE):
        return DnsFinding(
            False, f"SPF of {domain} lets everyone send in its name: “{found[0]}” ends in all without - or ~."
        )
    return DnsFinding(True, f"SPF of {domain}: “{found[0]}”. See that it names your mail server.")


def _dmarc(names: Names, domain: str) -> DnsFinding:
    """DMARC, RFC 7489: at _dmarc below the domain, or below one that it belongs to."""
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        owner = ".".join(labels[first:])
        found = [text for text in names.texts(f"_dmarc.{owner}") if re.match(r"v=DMARC1\s*(;|$)", text)]
        if len(found) == 1 and re.search(r";\s*p\s*=\s*(none|quarantine|reject)\b", found[0], re.IGNORECASE):
            return DnsFinding(True, f"DMARC of {owner}: “{found[0]}”.")
        if found:
            return DnsFinding(
                False, f"DMARC of {owner} does not hold: one record with p=none, quarantine or reject is needed."
            )
    return DnsFinding(False, f"DMARC is missing: _dmarc.{domain} needs a TXT record such as “v=DMARC1; p=none”.")


def _mail_hosts(names: Names, domain: str) -> DnsFinding:
    """MX, RFC 5321, 5.1: where mails to this domain go."""
    found = names.mail_hosts(domain)
    if "." in found:
        return DnsFinding(
            False, f"MX of {domain} says that it takes no mail: answers and reports of failures are lost."
        )
    if not found:
        return DnsFinding(
            False, f"MX is missing: mails to {domain}, such as answers and reports of failures, may be lost."
        )
    return DnsFinding(True, f"MX of {domain}: {', '.join(found)}.")
