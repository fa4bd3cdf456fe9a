"""A session that ended while somebody was typing: the words are given back, and the way in leads back here."""

from flask import Response, make_response, render_template, request
from werkzeug.exceptions import Unauthorized

from statuspage.surfaces.desk.blueprint import bp, urls

WORDS = ("heard", "body", "note", "story")


@bp.errorhandler(Unauthorized)
def expired(_error: Unauthorized) -> Response:
    """What was typed, to copy; text from another site's form is not shown."""
    own = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    words = [text for name in WORDS if (text := request.form.get(name, "").strip())] if own else []
    ticket_id = (request.view_args or {}).get("ticket_id")
    then = f"/desk/tickets/{ticket_id}" if ticket_id else "/desk"
    template = "desk/_expired.html" if request.headers.get("HX-Request") == "true" else "desk/expired.html"
    return make_response(render_template(template, words=words, login=urls().login(then)), 401)
