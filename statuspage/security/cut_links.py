"""Links that a program cut wrongly: with the bracket, the full stop or the unseen sign that stood after them.

They lead to the address that was meant. A key has letters, digits, - and _ alone, and no = fills it up, so nothing of
one is ever cut off; and only a key that we signed leads anywhere, within this host.
"""

import re
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from werkzeug.wrappers import Response

from statuspage.domain.shares.scopes import LETTERS
from statuspage.security.signing import unsign

_CUT = re.compile(
    rf"(/({'|'.join(LETTERS)})/([A-Za-z0-9_-]{{16,64}})(?:\.[a-z]{{3,4}}|(?:/[a-z]+)+(?:\.[a-z]{{3}})?)?)"
    r"[^A-Za-z0-9_=-]{1,40}",
)


def lead_on(app: Flask) -> None:
    """Lead whoever asks for such an address to the right one."""
    app.before_request(_lead_on)


def _lead_on() -> Response | None:
    if request.method not in ("GET", "HEAD"):
        return None
    address = meant(current_app.extensions["settings"].secret_keys, request.path)
    if not address:
        return None
    query = quote(request.query_string, safe="=&%+-._~,:;/?@!$'()*")
    return redirect(address + (f"?{query}" if query else ""))


def meant(keys: tuple[str, ...], path: str) -> str:
    """The path that was meant by this one; "" where it is whole, or holds no key of ours."""
    cut = _CUT.fullmatch(path)
    return cut[1] if cut and unsign(keys, LETTERS[cut[2]], cut[3]) else ""
