"""Looking before showing: what others would see with a choice that is ticked and not yet saved, for its owner alone.

It is the very answer of the public address, made by that address's own view from the same ``PublicTicket``; only what
would make it live is left out, because nobody else sees what is looked at here.
"""

import re
from typing import Any

from flask import Response, abort, current_app, g, make_response, request

from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import Share
from statuspage.security import headers
from statuspage.security.access import Access, may
from statuspage.surfaces.customer.blueprint import bp
from statuspage.surfaces.customer.context import read_ticket
from statuspage.surfaces.customer.studio.form import looked_at

VIEWS = {  # what can be looked at: the share that opens it, and what follows its address
    "card": ("embed", ""),
    "badge": ("badge", ".svg"),
    "badge_png": ("badge", ".png"),
    "page": ("public", ""),
    "qr": ("public", "/qr.svg"),
    "picture": ("public", "/picture.png"),
}
_LIVE = re.compile(rb"\s*<script[^>]* src=\"/static/(?:vendor/|js/live\.)[^>]*></script>")


@bp.get("/t/<token>/studio/preview")
@may(Access.PRIVATE)
def preview(token: str) -> Response:
    """``view`` is one of ``VIEWS``; the rest are the form's fields, and what that address itself takes.

    Without fields it shows what is saved.
    """
    scope, rest = VIEWS.get(request.args.get("view", "card")) or abort(400)
    stored = PublicChoice.of(read_ticket(g.ticket_id).ticket.public_choice)
    g.looked_at = looked_at(request.args, stored) if "owner" in request.args else stored
    g.shares = {name: _switched_on(name, g.shares.get(name)) for name in PUBLIC_SCOPES}
    seen = _asked_for(g.shares[scope], rest)
    body = _LIVE.sub(b"", seen.get_data())
    if scope == "public" and request.args.get("theme") in ("light", "dark"):  # which the page takes from its reader
        body = body.replace(b"<html ", f'<html data-theme="{request.args["theme"]}" '.encode(), 1)
    response = Response(body, seen.status_code, mimetype=seen.mimetype)
    response.headers["Content-Security-Policy"] = headers.PREVIEW
    return response


def _asked_for(share: Share, rest: str) -> Response:
    """What the address of this share, with this after it, answers to this very request."""
    urls = current_app.extensions["urls"]
    path = urls.shared(share).removeprefix(urls.base).removesuffix(".svg") + rest
    endpoint, values = current_app.url_map.bind("localhost").match(path, method="GET")
    g.share, g.token = share, values["token"]
    return make_response(current_app.view_functions[endpoint](**values))


def _switched_on(scope: str, share: Any) -> Share:
    """This share as it is while the public view is on; one that was never made has an address that leads nowhere."""
    if share is None:
        return Share(id=0, ticket_id=g.ticket_id, scope=scope, generation=0)
    withdrawn_at = share.withdrawn_at if share.withdrawn_alone else None
    return Share(
        id=share.id,
        ticket_id=g.ticket_id,
        scope=scope,
        generation=share.generation,
        withdrawn_at=withdrawn_at,
        sites=share.sites,
    )
