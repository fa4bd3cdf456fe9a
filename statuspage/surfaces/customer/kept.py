"""A ticket that nobody touched reads the same for a minute: what was rendered is kept that long, by all it is made of.

The key holds everything that the page depends on, so nothing here is ever stale: the address, the ticket's version, the
minute, whether the promise is late, and the people. Only the forms' keys differ; they are filled in at the end.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock

from flask import current_app, request

from statuspage.domain.reading import Reading
from statuspage.surfaces.customer.blueprint import by_script

MOST = 256  # pages
PLACE = f"once-{secrets.token_hex(16)}"  # stands where a form's key will be; nobody can guess it, so nobody can type it

_lock = Lock()


def kept(head: Reading, now: datetime, make: Callable[[], str]) -> str:
    """What ``make`` renders for this request and this ticket, or what it rendered within this minute."""
    pages: OrderedDict[Hashable, str] = current_app.extensions.setdefault("customer.kept", OrderedDict())
    key = _key(head, now)
    with _lock:
        found = pages.get(key)
        if found is not None:
            pages.move_to_end(key)
    if found is None:
        found = make()
        with _lock:
            pages[key] = found
            while len(pages) > MOST:
                pages.popitem(last=False)
    return found


def with_keys(page: str, once: Callable[[], str]) -> str:
    """The page with a fresh key in each of its forms."""
    first, *rest = page.split(PLACE)
    return first + "".join(once() + part for part in rest)


def _key(head: Reading, now: datetime) -> Hashable:
    ticket, customer = head.ticket, head.customer
    late = ticket.promised_at is not None and now > ticket.promised_at
    people = (repr(head.owner), head.heard_by, customer.phone, customer.reach_when, customer.zone, customer.language)
    return request.full_path, by_script(), ticket.id, ticket.version, int(now.timestamp() // 60), late, people
