"""The refusal of a request that came while more were asking than can be answered: nothing of it is done."""

from flask import Flask, current_app, g, request
from werkzeug.exceptions import ServiceUnavailable

from statuspage.protocol import Beforehand
from statuspage.security.access import access_of
from statuspage.security.signing import unsign


class Crowded(ServiceUnavailable):
    """More ask at once than can be answered. What this one brought was not taken."""


def guard(app: Flask) -> None:
    """Refuse, before anything else is asked, what the front had no turn for."""
    app.before_request(_refuse)


def _refuse() -> None:
    if Beforehand.CROWDED not in request.environ:
        return
    access, token = access_of(current_app, request.endpoint), str((request.view_args or {}).get("token", ""))
    keys = current_app.extensions["settings"].secret_keys
    if access is not None and token and unsign(keys, access.value, token):
        g.has_signed_key = True  # what it opens the database would have to say
    raise Crowded
