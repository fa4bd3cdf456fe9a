"""The customer's page, cached by all that it is made of, so that nothing here is ever stale.

A whole page is cached for its minute, packed, under the rows of its ticket's head as they stand in the database: they
are read for each request, so any change of any of them makes it another page. What the clock moves on it (who is in,
the promise, the strip) is filled in last; the rest is cached while the ticket, its people and the customer's day are
the same. A piece is a template that sees its facts and nothing else: wherever the same facts come again, so does the
same text.

What each saves, in CPU against the same page made anew (python -m bench page, with it and without):

- the whole page: asked for again within its minute 0.03, without 0.23 (``again.py`` has a part in that);
- the rest around what moves: a minute later 0.26, without 0.55;
- the pieces: after a letter 0.80, without 1.02; a minute later 0.26, without 0.35;
- the marks: a minute later 0.26, without 0.30.
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request
from markupsafe import Markup

from statuspage import wearing
from statuspage.domain.reading import Mark, Reading
from statuspage.domain.shares import share
from statuspage.domain.tickets import Ticket
from statuspage.forms import by_script, once
from statuspage.gapped import Gapped
from statuspage.present.languages import tag
from statuspage.surfaces.customer.blueprint import PageRequest

ROOM = 16_000_000  # characters; of what can be packed, twice its bytes
MARKS = 50_000
_TEXTS, _MARKS = "customer.texts", "customer.marks"  # among the app's extensions
_SECRET = secrets.token_hex(16)  # nobody can guess it, so nobody can type a slot
KEY_SLOT = f"once-{_SECRET}"  # stands where a form's key will be
_KEY_LENGTH = len(once())

Kept = TypeVar("Kept", bound=Sized)
_lock = Lock()


class Texts:
    """Texts, or other things that have a length, by what they are made of.

    When there is no more room, those go that nobody has asked for the longest.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._taken = room, 0
        self._texts: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """The text under this key, made now if it is not here."""
        if (found := self.find(key)) is not None:
            return cast("Kept", found)
        made = make()
        self.put(key, made)
        return made

    def find(self, key: Hashable) -> Any:
        """The text under this key, or None."""
        with _lock:
            if (found := self._texts.get(key)) is not None:
                self._texts.move_to_end(key)
            return found

    def put(self, key: Hashable, made: Sized) -> None:
        """Have this text under this key from now on."""
        with _lock:
            self._taken += len(made) - len(self._texts.pop(key, ""))
            self._texts[key] = made
            while self._taken > self._room:
                self._taken -= len(self._texts.popitem(last=False)[1])


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page as it reads from ``since`` and before ``until`` (UTC), for a reader of this language.

    ``version`` names what it shows, and ``turns_at`` is when its live part next reads differently by itself.
    """

    text: Gapped
    language: str
    version: str
    turns_at: datetime
    since: datetime
    until: datetime

    def __len__(self) -> int:
        return len(self.text)


def told(asked: PageRequest) -> str:
    """All of the present request that a page hangs on, but for its ticket."""
    language = request.headers.get("Accept-Language")
    return repr((_standing(asked), request.full_path, by_script(), language, wearing.stamp()))


def name(rows: str, told: str) -> bytes:
    """What the page for such a request is kept under, no longer than others, whatever somebody asks with.

    ``rows`` is the head of its ticket as it stands in the database (``domain/raw_head.py``).
    """
    return hashlib.blake2b(f"{len(rows)} {rows}{told}".encode(errors="backslashreplace")).digest()


def last(name: bytes, now: datetime) -> KeptPage | None:
    """The page that was kept under this name, if nothing of it would read differently now."""
    found: KeptPage | None = _texts().find(name)
    return found if found is not None and found.since <= now < found.until else None


def remember(name: bytes, page: KeptPage) -> KeptPage:
    """Keep this page, and return it."""
    _texts().put(name, page)
    return page


def still(head: Reading, asked: PageRequest, now: datetime, make: Callable[[], str]) -> str:
    """What stays on a page while the day is the same and no promise falls due; its letter tells it in the past then."""
    return _texts().get(_key(head, asked, now), make)


def marks(ticket: Ticket, read: Callable[[], tuple[Mark, ...]]) -> tuple[Mark, ...]:
    """The marks of a ticket as ``read`` reads them. Its log is only added to, so its version names them for good."""
    made: Texts = current_app.extensions.setdefault(_MARKS, Texts(MARKS))
    return made.get((ticket.id, ticket.version), read)


def slot(part: str) -> Markup:
    """What stands in a text for this moving part until that is filled in."""
    return Markup(f"{part}-{_SECRET};")  # noqa: S704 - letters and digits


def filled(text: str, moving: dict[str, Markup]) -> Gapped:
    """The text with these parts in their slots, and a gap in each form, for its key."""
    for where, part in moving.items():
        text = text.replace(slot(where), part)
    return Gapped(text.split(KEY_SLOT), _KEY_LENGTH)


def drawn(template: str, **facts: object) -> Markup:
    """A template rendered from these facts alone. It may not use anything else that changes but the language."""

    def make() -> str:
        return current_app.jinja_env.get_template(template).render(facts)

    return Markup(_texts().get((template, tag(), wearing.stamp(), repr(facts)), make))  # noqa: S704 - a template's own output


def forget(app: Flask) -> None:
    """Forget everything, so that the next page is made anew."""
    share.forget()
    for held in (_TEXTS, _MARKS):
        app.extensions.pop(held, None)


def _texts() -> Texts:
    found: Texts = current_app.extensions.setdefault(_TEXTS, Texts(0 if current_app.debug else ROOM))
    return found


def _standing(asked: PageRequest) -> tuple[Hashable, ...]:
    """How its reader's keys stand, each of which a page may name."""
    return tuple((one.id, one.generation, one.withdrawn_at) for one in asked.shares.values())


def _key(head: Reading, asked: PageRequest, now: datetime) -> tuple[Hashable, ...]:
    ticket, customer = head.ticket, head.customer
    people = (
        repr(head.owner),
        head.consent_changes,
        wearing.stamp(),
        head.company_version,
        customer.phone,
        customer.reach_when,
        head.holder,
        customer.email,
        customer.reach,
        head.goes_on,
    )
    day = now.astimezone(ZoneInfo(head.holder.zone)).date()
    is_late = ticket.promised_at is not None and now > ticket.promised_at
    wished = tuple(now > need.due_at for need in head.needs)
    return (
        request.full_path,
        by_script(),
        tag(),
        _standing(asked),
        ticket.id,
        ticket.version,
        ticket.files_changed,
        day,
        is_late,
        wished,
        people,
    )
