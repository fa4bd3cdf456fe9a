"""A browser in which an agent has logged in before: its tries are counted by themselves, so that nobody locks it out.

The cookie goes to the login only, and opens nothing. It says that somebody with the password has been here (OWASP,
"Slow down online guessing attacks with device cookies").
"""

import hashlib
import hmac
import secrets

from flask import current_app, request
from werkzeug.wrappers import Response

from statuspage.security.sessions import is_https

COOKIE = "desk-known"
AGE = 180 * 24 * 60 * 60  # seconds


def is_claimed() -> bool:
    """Whether this browser says that it is known; only with the mail address can that be checked."""
    return COOKIE in request.cookies


def browser(email: str) -> str | None:
    """What this browser is counted as when this agent logs in; None when they never did here."""
    value = request.cookies.get(COOKIE, "")
    nonce, _, mark = value.partition(".")
    keys = current_app.extensions["settings"].secret_keys
    known = any(hmac.compare_digest(mark.encode(), _mark(key, nonce, email).encode()) for key in keys)
    return f"browser {value}" if known else None


def remember(response: Response, email: str) -> None:
    """Let this browser be known the next time that this agent logs in."""
    nonce = secrets.token_urlsafe(12)
    value = f"{nonce}.{_mark(current_app.extensions['settings'].secret_keys[-1], nonce, email)}"
    response.set_cookie(
        COOKIE, value, max_age=AGE, httponly=True, secure=is_https(), samesite="Lax", path="/desk/login"
    )


def _mark(secret: str, nonce: str, email: str) -> str:
    words = f"statuspage.known {nonce} {email.strip().lower()}"
    return hmac.digest(secret.encode(), words.encode(), hashlib.sha256).hex()[:32]
