"""All tickets in one plain list, a page at a time: whose, in which state, and what filters leave of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk import lists
from statuspage.domain.desk.filters import conditions
from statuspage.domain.desk.items import Cursor, QueueItem
from statuspage.domain.desk.queue import read_open
from statuspage.domain.desk.views import SavedView, views_of
from statuspage.domain.people.agents import Agent
from statuspage.forms import NO_FORM, Form
from statuspage.present.languages import gettext
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.filtering import Filters, read_filters
from statuspage.surfaces.desk.lanes import QueueRow, row_of
from statuspage.surfaces.desk.whose import EVERYONE, Way, Whose, many, whose

_CURSOR = re.compile(r"([0-9])-([0-9]{1,11})\.([0-9]{6})-([0-9]{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view that somebody keeps, as it is looked at: its number, its name, and the colleague who keeps it, "" for
    whoever reads.
    """

    id: int
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of tickets. ``states`` are how else one can look, ``views`` those that one keeps, and ``view`` is the one
    looked at. ``asked`` is all that the list is asked for, as an address says it.

    ``problems`` say what was asked for and cannot be. ``onward`` is the address of those behind the last, "" where
    there are none.
    """

    whose: Whose
    state: str
    states: tuple[Way, ...]
    filters: Filters
    asked: dict[str, str]
    plain: str
    views: tuple[Way, ...]
    view: KeptView | None
    problems: tuple[str, ...]
    rows: tuple[QueueRow, ...]
    onward: str
    form: Form


@bp.get("/tickets")
@may(Access.AGENT)
def tickets() -> Response:
    """The list; open tickets as the queue orders them, all others from the newest. Words are found elsewhere."""
    if sought := request.args.get("q", ""):
        return redirect(_find(sought), 302)
    return list_page(request.args)


def list_page(
    given: Mapping[str, str],
    *,
    view: KeptView | None = None,
    problem: str = "",
    form: Form = NO_FORM,
    status: int = 200,
) -> Response:
    """The list that is asked for in this way: by an address, or by a view that somebody keeps."""
    page = _read_page(db.session(), now(), given, view, problem, form)
    code = 422 if form.errors or (page.problems and status == 200) else status
    return make_response(render_template("desk/tickets.html", page=page), code)


def _find(sought: str) -> str:
    """Where this is looked for, in the tickets of the same agent, and in the same state."""
    of, state = request.args.get("of", "") or str(access.agent().id), request.args.get("state", "")
    return urls().find(q=sought, of="" if of == EVERYONE else of, state="" if state == "any" else state)


def _read_page(
    session: Session, at: datetime, given: Mapping[str, str], view: KeptView | None, problem: str, form: Form
) -> ListPage:
    agent, state, filters = access.agent(), given.get("state", ""), read_filters(session, given)
    names = _names()
    told = _told(state, names)
    here = {"state": state if state in names else "open", **filters.asked}
    state = here["state"]
    seen = whose(session, agent, given.get("of", ""), at, lambda of: urls().tickets(of=of, **here))
    asked = {"of": seen.of, **here}
    items, end = _read(session, seen.owner_id, state, filters, at, cursor(request.args.get("after", "")))
    kept = views_of(session, agent.id)
    return ListPage(
        whose=seen,
        state=state,
        states=_states(session, seen.owner_id, asked, names, at),
        filters=filters,
        asked={name: value for name, value in asked.items() if value},
        plain=urls().tickets(of=seen.of, state=state),
        views=tuple(_way(one, view) for one in kept),
        view=view,
        problems=tuple(one for one in (problem, told, _nobody(given, seen, agent), *filters.problems) if one),
        rows=tuple(row_of(item, agent, at) for item in items),
        onward=urls().tickets(**asked, after=_written(end)) if end else "",
        form=form,
    )


def _read(
    session: Session, owner_id: int | None, state: str, filters: Filters, at: datetime, after: Cursor | None
) -> tuple[tuple[QueueItem, ...], Cursor | None]:
    """The tickets of this page, and where the next one begins."""
    if filters.asked:
        left = [*lists.among(state, at), *conditions(filters.asked, at)]
        owned_by = None if state == "look" else owner_id  # what is to be looked at is everyone's
        items, end = lists.read_filtered(session, owned_by, left, after, filters.tags.ids)
        return items, Cursor(9, at, end) if end else None
    if state == "look":
        items, more = lists.read_suspects(session, after)
    elif state == "open":
        items, more = read_open(session, owner_id, at, after)
    elif state in ("late", "waiting"):
        items, more = (lists.read_late if state == "late" else lists.read_waiting)(session, owner_id, at, after)
    else:
        items, more = (lists.read_closed if state == "over" else lists.read_all)(session, owner_id, after)
    return items, items[-1].cursor if more else None


def _told(state: str, names: Mapping[str, str]) -> str:
    """That no ticket can be in this state; "" for one in which it can."""
    if not state or state in names:
        return ""
    return gettext("“%(typed)s” is no state that tickets are in; these are the open ones.", typed=state[:12])


def _nobody(given: Mapping[str, str], seen: Whose, agent: Agent) -> str:
    """That nobody here is who the tickets were asked of, and these are one's own; "" where somebody is."""
    if given.get("of", "") in ("", seen.of, str(agent.id)):
        return ""
    return gettext("Nobody here is the owner whose tickets were asked for; these are yours.")


def _names() -> dict[str, str]:
    return {
        "open": gettext("Open"),
        "late": gettext("Late"),
        "waiting": gettext("Waiting for them"),
        "over": gettext("Over"),
        "any": gettext("All"),
        "look": gettext("To look at"),
    }


def _states(
    session: Session, owner_id: int | None, asked: Mapping[str, str], names: Mapping[str, str], at: datetime
) -> tuple[Way, ...]:
    counts = lists.count_lists(session, owner_id, at)
    shown = [state for state in names if state != "look" or asked["state"] == "look"]
    return tuple(
        Way(
            names[state],
            many(counts[state]) if state in counts else "",
            urls().tickets(**{**asked, "state": state}),
            state == asked["state"],
        )
        for state in shown
    )


def _way(one: SavedView, view: KeptView | None) -> Way:
    return Way(one.name, "", urls().view(one.id), view is not None and view.id == one.id)


def cursor(text: str) -> Cursor | None:
    """The cursor that an address holds: a rank, seconds since 1970 with six decimals, and a ticket; else None."""
    found = _CURSOR.fullmatch(text)
    if found is None:
        return None
    rank, seconds, micro, ticket_id = map(int, found.groups())
    return Cursor(rank, datetime.fromtimestamp(seconds, UTC) + timedelta(microseconds=micro), ticket_id)


def _written(cursor: Cursor) -> str:
    return f"{cursor.rank}-{cursor.at.timestamp():.6f}-{cursor.ticket_id}"
