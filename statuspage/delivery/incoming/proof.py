"""Whether a mail that says it is an agent's is theirs: by our own mail server's word, or by their domain's signature.

What anyone can write proves nothing: neither From, nor a name, nor a result that some other server wrote down; nor does
SPF, which is about the way a mail came and not about who wrote it.
"""

from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum

from statuspage.delivery.dns_records import Names
from statuspage.delivery.incoming.fields import one_address, read_head
from statuspage.delivery.incoming.server_results import server_says
from statuspage.delivery.incoming.signatures import is_signed


class Proof(StrEnum):
    """What is known of whose a mail is."""

    SERVER = "server"  # our mail server has checked it
    SIGNATURE = "signature"  # it is signed by the domain of their address
    UNKNOWN = "unknown"  # nothing shows it, or the name system did not answer
    FORGED = "forged"  # it is from somebody else, or was changed

    @property
    def is_theirs(self) -> bool:
        """Whether their words may stand under their name."""
        return self in (Proof.SERVER, Proof.SIGNATURE)


def proves(
    raw: bytes, message: EmailMessage, address: str, now: datetime, *, trusted: str | None, names: Names
) -> Proof:
    """What shows that this mail is from ``address``. ``message`` is ``raw`` as it was read.

    ``trusted`` is the name under which our own mail server writes down its results (RFC 8601, 2.5), and None where it
    writes none. It must take away the results that others wrote in its name, as section 5 there demands of it.
    """
    head = read_head(message)
    if [one_address(one) for one in head.all("from")] != [address.lower()]:
        return Proof.FORGED
    domain = domain_of(address)
    found = server_says(message, trusted, domain) if trusted else None
    if found:
        return Proof.SERVER
    signed = is_signed(raw, address.lower(), domain, now, names)
    if signed:
        return Proof.SIGNATURE
    return Proof.UNKNOWN if found is None and signed is None else Proof.FORGED


def domain_of(address: str) -> str:
    """The host in an address, in small letters and ASCII (RFC 5891)."""
    host = address.rpartition("@")[2].lower()
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host
