"""A proxy that nobody has told us of: all its visitors would count as one, so the log and the desk say it once."""

import logging

from flask import Flask, current_app, request

from statuspage.asking import is_near

log = logging.getLogger("statuspage")
TELL = "STATUSPAGE_TRUSTED_PROXIES"  # the setting that tells us


def look_out(app: Flask) -> None:
    """Look for one in production, while none is told of."""
    settings = app.extensions["settings"]
    if settings.production and not settings.trusted_proxies:
        app.before_request(_look)


def is_untold() -> bool:
    """Whether a proxy stands in front that the settings do not tell of."""
    return bool(current_app.extensions.get("untold_proxy"))


def _look() -> None:
    if is_untold() or "X-Forwarded-For" not in request.headers or not is_near(request.environ.get("REMOTE_ADDR", "")):
        return
    current_app.extensions["untold_proxy"] = True
    log.warning(
        "A proxy stands in front, and %s is 0: all its visitors count as one, and may be kept out together. "
        "Set it to the number of your proxies.",
        TELL,
    )
