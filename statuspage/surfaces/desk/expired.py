"""A form from a session that has ended, or is another agent's by now: its words are given back, and a way back."""

import re
from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from flask_babel import get_locale
from werkzeug.exceptions import Forbidden, Unauthorized

from statuspage.domain.errors import N_
from statuspage.domain.people.agents import DAYS, PROFILE_LINES
from statuspage.forms import by_script
from statuspage.present.languages import gettext
from statuspage.security.csrf import NotTheirs, is_ours
from statuspage.surfaces.desk.blueprint import bp, speak_to_agent, urls
from statuspage.surfaces.desk.fields import typed_hours

WORDS = ("heard", "body", "note", "story")
FACTS = {
    "subject": N_("What is it about, in one line"),
    "asked_at": N_("When they asked"),
    "name": N_("Name"),
    "public_name": N_("How letters are signed"),
    **{line.name: line.label for line in PROFILE_LINES},
    "email": N_("Mail address"),
    "phone": N_("Phone"),
    "reach_when": N_("When"),
    "zone": N_("Time zone"),
}


@dataclass(frozen=True, slots=True)
class ExpiredPage:
    """The ``words`` that were typed, the address of the ``login``, and the page to go back to."""

    words: list[str]
    login: str
    then: str


@bp.errorhandler(Unauthorized)
@bp.errorhandler(NotTheirs)
def expired(error: Unauthorized | Forbidden) -> Response:
    """What was typed, to copy. Text from another site's form is not shown."""
    speak_to_agent()
    here = re.match(r"/desk/(?:tickets/\d+|customers/\d+|me\b)", request.path)
    then = here[0] if here else "/desk"
    page = ExpiredPage(_typed() if is_ours() else [], urls().login(then), then)
    template = "desk/_expired.html" if by_script() else "desk/expired.html"
    return make_response(render_template(template, page=page), error.code)


def _typed() -> list[str]:
    """Each text by itself, then everything that was typed on one line, together; never a password."""
    days = get_locale().days["stand-alone"]["wide"]
    lines = [(gettext(label), request.form.get(name, "").strip()) for name, label in FACTS.items()]
    lines += [(days[DAYS.index(day)], " – ".join(span)) for day, span in typed_hours().items()]
    texts = [request.form.get(name, "").strip() for name in WORDS]
    return [text for text in [*texts, "\n".join(f"{label}: {value}" for label, value in lines if value)] if text]
