"""Which state of what is public a page shows: it changes with what anyone may know, and with nothing private."""

import hashlib
from dataclasses import replace

from statuspage.domain.public import PublicTicket


def version_of(ticket: PublicTicket) -> str:
    """An opaque key. The ticket's own version would tell when something private was written."""
    return hashlib.sha256(repr(replace(ticket, updates=ticket.updates[:1])).encode()).hexdigest()[:16]
