"""All tickets in one plain list, a page at a time: whose, open or over, and with which words in them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import render_template, request
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.find import read_closed, read_found, read_suspects
from statuspage.domain.desk.items import Cursor, QueueItem
from statuspage.domain.desk.queue import read_open
from statuspage.present.languages import gettext
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.lanes import QueueRow, row_of
from statuspage.surfaces.desk.lookup import LONGEST, words_of
from statuspage.surfaces.desk.whose import Way, Whose, whose

STATES = ("open", "over", "any", "look")
_CURSOR = re.compile(r"([0-9])-([0-9]{1,11})\.([0-9]{6})-([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of tickets. ``sought`` are the words looked for, ``states`` how else one can look.

    ``onward`` is the address of those behind the last, "" where there are none.
    """

    whose: Whose
    sought: str
    state: str
    states: tuple[Way, ...]
    rows: tuple[QueueRow, ...]
    onward: str


@bp.get("/tickets")
@may(Access.AGENT)
def tickets() -> str:
    """The list; open tickets as the queue orders them, all others from the newest."""
    return render_template("desk/tickets.html", page=_read_page(db.session(), now()))


def _read_page(session: Session, at: datetime) -> ListPage:
    agent, sought = access.agent(), request.args.get("q", "")[:LONGEST]
    asked = request.args.get("state", "")
    state = asked if asked in STATES else "any" if sought else "open"
    seen = whose(session, agent, request.args.get("of", ""), lambda of: urls().tickets(of=of, state=asked, q=sought))
    after = cursor(request.args.get("after", ""))
    items, more = _read(session, seen.owner_id, state, sought, at, after)
    onward = urls().tickets(of=seen.of, state=state, q=sought, after=_written(items[-1].cursor)) if more else ""
    rows = tuple(row_of(item, agent, at) for item in items)
    return ListPage(seen, sought, state, _states(seen.of, state, sought), rows, onward)


def _read(
    session: Session, owner_id: int | None, state: str, sought: str, at: datetime, after: Cursor | None
) -> tuple[tuple[QueueItem, ...], bool]:
    if state == "look":
        return read_suspects(session, after)
    if sought.strip():
        is_open = None if state == "any" else state == "open"
        words = words_of(sought)
        return read_found(session, words, owner_id, is_open=is_open, after=after) if words else ((), False)
    if state == "open":
        return read_open(session, owner_id, at, after)
    return read_closed(session, owner_id, after) if state == "over" else read_found(session, "", owner_id, after=after)


def _states(of: str, current: str, sought: str) -> tuple[Way, ...]:
    names = {"open": gettext("Open"), "over": gettext("Over"), "any": gettext("All")}
    if current == "look":
        names |= {"look": gettext("To look at")}
    return tuple(
        Way(name, "", urls().tickets(of=of, state=state, q=sought), state == current) for state, name in names.items()
    )


def cursor(text: str) -> Cursor | None:
    """The cursor that an address holds: a rank, seconds since 1970 with six decimals, and a ticket; else None."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    rank, seconds, micro, ticket_id = map(int, found.groups())
    return Cursor(rank, datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), ticket_id)


def _written(cursor: Cursor) -> str:
    return f"{cursor.rank}-{cursor.at.timestamp():.6f}-{cursor.ticket_id}"
