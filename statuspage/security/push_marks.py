"""A browser in which an agent wants to be told at once, known by a cookie of its own.

The cookie opens nothing, and outlives a session: it says in which browser somebody signs in or out, so that nothing is
told where they are not at the desk any more.
"""

import hashlib
import secrets

from flask import request
from werkzeug.wrappers import Response

from statuspage.security.sessions import is_https

COOKIE = "desk-browser"
_LONGEST = 64  # characters
AGE = 400 * 24 * 60 * 60  # seconds, the most that browsers keep one


def own_mark() -> str:
    """What is kept of this browser's cookie: its SHA-256, in hex; "" where it has none."""
    value = request.cookies.get(COOKIE, "")[:_LONGEST]
    return _hash(value) if value else ""


def give_mark(response: Response, value: str) -> None:
    """Give this browser its cookie, or the same one again."""
    response.set_cookie(COOKIE, value, max_age=AGE, httponly=True, secure=is_https(), samesite="Lax", path="/desk")


def own_or_new() -> tuple[str, str]:
    """This browser's cookie, or a new one, and what is kept of it."""
    value = request.cookies.get(COOKIE, "")[:_LONGEST] or secrets.token_urlsafe(24)
    return value, _hash(value)


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
