"""The first start of an empty production instance: only the setup page answers, to whoever has the link printed there.

The link is signed over a number in the database, so that all processes on it print the same one, and a new number ends
it. It is printed for whoever runs the server, and never logged.
"""

from flask import Flask, current_app, make_response, render_template, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.setting_up import SetUpAlready, is_set_up, setup_key
from statuspage.domain.shares.share import Key
from statuspage.security import attempts, throttle
from statuspage.security.signing import sign, unsign

MOST_WRONG = 10  # links that were never ours, of one visitor within five minutes
_SCOPE, _ONLY = "setup", 1
_DONE = "is_set_up"  # among the app's extensions
_PAGE = ("setup.page", "setup.set_it_up")
_OPEN = ("static", "site.healthz", "site.readyz", "site.up", "site.colours", "site.logo")


def guard(app: Flask) -> None:
    """Let nothing else answer until it is done. Where it was, that is known for good, and asked no more."""
    settings = app.extensions["settings"]
    app.extensions[_DONE] = not settings.production
    app.extensions["setup_link"] = link
    app.before_request(_ask)


def is_done() -> bool:
    """Whether it was done; it is never done in development, where anyone may try things out."""
    if not current_app.extensions[_DONE]:
        with db.engine.connect() as connection:
            current_app.extensions[_DONE] = is_set_up(connection)
    return bool(current_app.extensions[_DONE])


def link(*, new: bool = False) -> str:
    """The address that opens the setup page, "" once it is done; a ``new`` one ends the one before."""
    if is_done():
        return ""
    try:
        with write() as session:
            number = setup_key(session, new=new)
    except SetUpAlready:
        return ""
    settings = current_app.extensions["settings"]
    return f"{settings.base_url}/setup?token={sign(settings.secret_keys, _SCOPE, Key(_ONLY, number))}"


def read_token(token: str) -> int | None:
    """The number in a token that we signed, None for any other; whether it is still the one is for the database."""
    found = unsign(current_app.extensions["settings"].secret_keys, _SCOPE, token.strip())
    return found.generation if found is not None and found.share_id == _ONLY else None


def is_current(number: int | None) -> bool:
    """Whether the link over this number opens the page now."""
    if number is None:
        return False
    with write() as session:
        return setup_key(session) == number


def may_try_again() -> bool:
    """Count a wrong token; whether this visitor may try another. Whoever has the right one is never kept out."""
    with write() as session:
        return attempts.begin(session, {f"setup {throttle.address()}": MOST_WRONG}, now()) is not None


def over() -> Response:
    """The setup page once it is done, for good."""
    return make_response(render_template("site/setup_over.html"), 410)


def _ask() -> Response | None:
    """Before anything of a body is read."""
    is_page = request.endpoint in _PAGE
    if request.endpoint in _OPEN or (is_page and not current_app.extensions["settings"].production):
        return None
    try:
        if is_done():
            return over() if is_page else None
    except (DBAPIError, NoConnection):  # whatever was asked for will say so itself
        return None
    return None if is_page else make_response(render_template("site/not_set_up.html"), 503)
