"""Who may use a route. Every view declares it; a view that does not is not there (404), whoever asks."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request
from sqlalchemy import bindparam, select
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.shares.share import Share, Withdrawn, opens
from statuspage.security import sessions
from statuspage.security.signing import unsign

ViewFunction = TypeVar("ViewFunction", bound=Callable[..., object])


class Access(Enum):
    """The holders of a key (by the share's scope), agents at the desk, or anyone."""

    ANYONE = "anyone"
    AGENT = "agent"
    TEAM = "team"  # anyone, while the team page is on
    PRIVATE = "private"
    FEED = "feed"
    CALENDAR = "calendar"
    PUBLIC = "public"
    PUBLIC_FEED = "public_feed"
    EMBED = "embed"
    BADGE = "badge"


_OPEN = (Access.ANYONE, Access.AGENT, Access.TEAM)
# Every share of the ticket that this one opens, as plain rows: nothing at the door writes.
_SHARES = select(*Share.__table__.columns).where(
    Share.ticket_id == select(Share.ticket_id).where(Share.id == bindparam("share")).scalar_subquery()
)


def may(access: Access) -> Callable[[ViewFunction], ViewFunction]:
    """Declare who may use a view."""

    def mark(view: ViewFunction) -> ViewFunction:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


def access_of(app: Flask, endpoint: str | None) -> Access | None:
    """What the view behind this endpoint declares, or None."""
    if endpoint == "static":
        return Access.ANYONE
    return getattr(app.view_functions.get(endpoint or ""), "access", None)


def guard(app: Flask) -> None:
    """Ask at the door of every request."""
    app.before_request(_ask)


def _ask() -> Response | None:
    if request.routing_exception is not None:
        return None
    access = access_of(current_app, request.endpoint)
    if access is None or (access is Access.TEAM and not current_app.extensions["settings"].team_page):
        abort(404)
    if access is Access.AGENT:
        return _ask_agent()
    if access not in _OPEN:
        open_share(access.value, str((request.view_args or {}).get("token", "")))
    return None


def _ask_agent() -> Response | None:
    g.agent = sessions.agent(request, now())
    if g.agent is not None:
        return None
    if request.method != "GET" or "HX-Request" in request.headers:
        abort(401)
    return redirect(current_app.extensions["urls"].login(request.full_path.rstrip("?")))


def open_share(scope: str, token: str) -> None:
    """Find the share that this token opens, for this request: 404 for whatever is not one, 410 for what was taken back.

    One statement reads all shares of the ticket, so that a page knows its other addresses without asking again.
    """
    key = unsign(current_app.extensions["settings"].secret_keys, scope, token)
    if key is None:
        abort(404)
    shares: dict[str, Any] = {share.scope: share for share in db.session.execute(_SHARES, {"share": key.share_id})}
    if scope in shares:
        g.frame_ancestors = shares[scope].sites  # what refuses may stand where what it refuses may
    try:
        if not opens(shares.get(scope), key, scope, now()):
            abort(404)
    except Withdrawn:
        abort(410)
    if shares[scope].id != key.share_id:
        abort(404)
    g.shares, g.share, g.ticket_id, g.token = shares, shares[scope], shares[scope].ticket_id, token
