"""All tickets in one plain list, a page at a time: whose, and whether they are open or over."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.items import Cursor, QueueItem
from statuspage.domain.desk.lists import read_all, read_closed, read_suspects
from statuspage.domain.desk.queue import read_open
from statuspage.present.languages import gettext
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.lanes import QueueRow, row_of
from statuspage.surfaces.desk.whose import EVERYONE, Way, Whose, whose

STATES = ("open", "over", "any", "look")
_CURSOR = re.compile(r"([0-9])-([0-9]{1,11})\.([0-9]{6})-([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of tickets. ``states`` are how else one can look.

    ``onward`` is the address of those behind the last, "" where there are none.
    """

    whose: Whose
    state: str
    states: tuple[Way, ...]
    rows: tuple[QueueRow, ...]
    onward: str


@bp.get("/tickets")
@may(Access.AGENT)
def tickets() -> str | Response:
    """The list; open tickets as the queue orders them, all others from the newest. Words are found elsewhere."""
    if sought := request.args.get("q", ""):
        return redirect(_find(sought), 302)
    return render_template("desk/tickets.html", page=_read_page(db.session(), now()))


def _find(sought: str) -> str:
    """Where this is looked for, in the tickets of the same agent, and in the same state."""
    of, state = request.args.get("of", "") or str(access.agent().id), request.args.get("state", "")
    return urls().find(q=sought, of="" if of == EVERYONE else of, state="" if state == "any" else state)


def _read_page(session: Session, at: datetime) -> ListPage:
    agent, asked = access.agent(), request.args.get("state", "")
    state = asked if asked in STATES else "open"
    seen = whose(session, agent, request.args.get("of", ""), lambda of: urls().tickets(of=of, state=asked))
    items, more = _read(session, seen.owner_id, state, at, cursor(request.args.get("after", "")))
    onward = urls().tickets(of=seen.of, state=state, after=_written(items[-1].cursor)) if more else ""
    rows = tuple(row_of(item, agent, at) for item in items)
    return ListPage(seen, state, _states(seen.of, state), rows, onward)


def _read(
    session: Session, owner_id: int | None, state: str, at: datetime, after: Cursor | None
) -> tuple[tuple[QueueItem, ...], bool]:
    if state == "look":
        return read_suspects(session, after)
    if state == "open":
        return read_open(session, owner_id, at, after)
    return (read_closed if state == "over" else read_all)(session, owner_id, after)


def _states(of: str, current: str) -> tuple[Way, ...]:
    names = {"open": gettext("Open"), "over": gettext("Over"), "any": gettext("All")}
    if current == "look":
        names |= {"look": gettext("To look at")}
    return tuple(Way(name, "", urls().tickets(of=of, state=state), state == current) for state, name in names.items())


def cursor(text: str) -> Cursor | None:
    """The cursor that an address holds: a rank, seconds since 1970 with six decimals, and a ticket; else None."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    rank, seconds, micro, ticket_id = map(int, found.groups())
    return Cursor(rank, datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), ticket_id)


def _written(cursor: Cursor) -> str:
    return f"{cursor.rank}-{cursor.at.timestamp():.6f}-{cursor.ticket_id}"
