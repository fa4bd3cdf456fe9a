"""A session that ended while somebody was typing, or became another's: the words are given back, and a way back."""

from flask import Response, g, make_response, render_template, request
from werkzeug.exceptions import Forbidden, Unauthorized

from statuspage.security.csrf import NotTheirs, is_ours
from statuspage.surfaces.desk.blueprint import bp, urls

WORDS = ("heard", "body", "note", "story")


@bp.errorhandler(Unauthorized)
@bp.errorhandler(NotTheirs)
def expired(error: Unauthorized | Forbidden) -> Response:
    """What was typed, to copy; text from another site's form is not shown."""
    if g.get("agent") is not None:
        g.language = g.agent.language
    words = [text for name in WORDS if (text := request.form.get(name, "").strip())] if is_ours() else []
    ticket_id = (request.view_args or {}).get("ticket_id")
    then = f"/desk/tickets/{ticket_id}" if ticket_id else "/desk"
    template = "desk/_expired.html" if request.headers.get("HX-Request") == "true" else "desk/expired.html"
    page = render_template(template, words=words, login=urls().login(then), then=then)
    return make_response(page, error.code)
