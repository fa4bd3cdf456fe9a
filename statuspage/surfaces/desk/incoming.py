"""The mails that came in, at the desk: those to look at first, and why each was not taken."""

from dataclasses import dataclass

from flask import current_app, render_template, request
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.incoming.listing import STATES, CameIn, count_state, read_state
from statuspage.forms import number
from statuspage.present import came_in, times
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.outbox import how_many
from statuspage.surfaces.desk.whose import Way

PAGE = 30  # mails


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One mail in the list: from whom it says it is, about what, on whose ticket, and why it is where it is."""

    id: int
    address: str
    sender: str
    about: str
    whose: str
    why: str
    brought: str
    at_iso: str
    at_text: str


@dataclass(frozen=True, slots=True)
class IncomingPage:
    """The mails in one state. ``told`` says in one sentence how things stand; ``onward`` leads to older ones."""

    title: str
    told: str
    is_trouble: bool
    takes_mail: bool
    rows: tuple[IncomingRow, ...]
    states: tuple[Way, ...]
    onward: str


@bp.get("/incoming")
@may(Access.AGENT)
def incoming() -> str:
    """The mails in the state ``state``, those to look at without one; those before the mail ``before``."""
    asked = request.args.get("state", "")
    state = asked if asked in STATES else "open"
    page = _read_page(db.session(), state, number(request.args.get("before")))
    return render_template("desk/incoming.html", page=page)


def _read_page(session: Session, state: str, before: int | None) -> IncomingPage:
    reader = Reader(access.agent().zone, now())
    items, more = read_state(session, state, PAGE, before)
    count = count_state(session, "open")
    return IncomingPage(
        title=came_in.state_title(state),
        told=came_in.told(count),
        is_trouble=bool(count),
        takes_mail=current_app.extensions["settings"].reply_domain is not None,
        rows=tuple(row_of(item, reader) for item in items),
        states=tuple(_way(one, state, count) for one in STATES),
        onward=urls().arrived(state=state, before=str(items[-1].id)) if more else "",
    )


def _way(one: str, state: str, count: int) -> Way:
    """The way to the mails in a state; that to those to look at says how many."""
    return Way(
        came_in.state_title(one), how_many(count if one == "open" else 0), urls().arrived(state=one), one == state
    )


def row_of(item: CameIn, reader: Reader) -> IncomingRow:
    """One mail as this agent reads of it."""
    return IncomingRow(
        id=item.id,
        address=urls().incoming(item.id),
        sender=came_in.sender(item),
        about=came_in.about(item),
        whose=item.customer,
        why=came_in.why(item),
        brought=came_in.brought(item),
        at_iso=times.iso(item.came_at),
        at_text=reader.moment(item.came_at),
    )
