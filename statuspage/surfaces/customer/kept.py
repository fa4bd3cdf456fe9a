"""What was rendered is kept by all that it is made of: a page while it would read the same, its letters for the day.

The key holds everything that the text depends on, so nothing here is ever stale: the address, the ticket's version, the
people, the customer's day, and what the clock has moved (the promise, the strip, who is in). Only the forms' keys
differ; they are filled in at the end.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from zoneinfo import ZoneInfo

from flask import current_app, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from statuspage.domain.reading import Reading
from statuspage.surfaces.customer.blueprint import by_script

MOST = 512  # texts
PLACE = f"once-{secrets.token_hex(16)}"  # stands where a form's key will be; nobody can guess it, so nobody can type it

_lock = Lock()


def kept(head: Reading, now: datetime, moved: Callable[[], str], make: Callable[[], str]) -> str:
    """What ``make`` renders for this request, or what it rendered before.

    Within a minute nothing on a page moves but a promise that falls due; after it, ``moved`` tells all that has.
    """
    key, due = _key(head, now), head.ticket.promised_at
    minute = (int(now.timestamp() // 60), due is not None and now > due)
    return _kept((*key, minute), lambda: _kept((*key, moved()), make))


def parts(head: Reading, now: datetime) -> Callable[..., Markup]:
    """A function for templates: another template, made in the same context, or as it was made earlier on this day."""
    key = _key(head, now)

    @pass_context
    def part(context: Context, template: str) -> Markup:
        def make() -> str:
            return context.environment.get_template(template).render(context.get_all())

        return Markup(_kept((template, *key), make))  # noqa: S704 - a template's own output

    return part


def _kept(key: Hashable, make: Callable[[], str]) -> str:
    pages: OrderedDict[Hashable, str] = current_app.extensions.setdefault("customer.kept", OrderedDict())
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


def _key(head: Reading, now: datetime) -> tuple[Hashable, ...]:
    ticket, customer = head.ticket, head.customer
    people = (repr(head.owner), head.heard_by, customer.phone, customer.reach_when, customer.zone, customer.language)
    day = now.astimezone(ZoneInfo(customer.zone)).date()
    return request.full_path, by_script(), ticket.id, ticket.version, day, people
