"""A session that ended while somebody was typing, or became another's: the words are given back, and a way back."""

import re

from flask import Response, g, make_response, render_template, request
from flask_babel import get_locale, gettext
from werkzeug.exceptions import Forbidden, Unauthorized

from statuspage.domain.errors import N_
from statuspage.domain.people.agents import DAYS
from statuspage.security.csrf import NotTheirs, is_ours
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.profile import hours

WORDS = ("heard", "body", "note", "story")
FACTS = {
    "subject": N_("What is it about, in one line"),
    "asked_at": N_("When they asked"),
    "name": N_("Name"),
    "public_name": N_("How letters are signed"),
    "role": N_("What you do"),
    "place": N_("Where you work"),
    "email": N_("Mail address"),
    "phone": N_("Phone"),
    "reach_when": N_("When"),
    "zone": N_("Time zone"),
}


@bp.errorhandler(Unauthorized)
@bp.errorhandler(NotTheirs)
def expired(error: Unauthorized | Forbidden) -> Response:
    """What was typed, to copy; text from another site's form is not shown."""
    if g.get("agent") is not None:
        g.language = g.agent.language
    here = re.match(r"/desk/(?:tickets/\d+|customers/\d+|me\b)", request.path)
    then = here[0] if here else "/desk"
    template = "desk/_expired.html" if request.headers.get("HX-Request") == "true" else "desk/expired.html"
    page = render_template(template, words=_typed() if is_ours() else [], login=urls().login(then), then=then)
    return make_response(page, error.code)


def _typed() -> list[str]:
    """Each text by itself, and after them what was typed in lines, together; never a password."""
    days = get_locale().days["stand-alone"]["wide"]
    lines = [(gettext(label), request.form.get(name, "").strip()) for name, label in FACTS.items()]
    lines += [(days[DAYS.index(day)], " – ".join(span)) for day, span in hours().items()]
    texts = [request.form.get(name, "").strip() for name in WORDS]
    return [text for text in [*texts, "\n".join(f"{label}: {value}" for label, value in lines if value)] if text]
