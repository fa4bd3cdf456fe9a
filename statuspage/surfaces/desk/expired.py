"""A form from a session that has ended, or is another agent's by now: its words are given back, and a way back."""

import re
from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from werkzeug.exceptions import Forbidden, Unauthorized

from statuspage.forms import by_script
from statuspage.given_back import GivenBack, given_back
from statuspage.security.csrf import NotTheirs
from statuspage.surfaces.desk.blueprint import bp, speak_to_agent, urls


@dataclass(frozen=True, slots=True)
class ExpiredPage:
    """The ``words`` that were typed, the address of the ``login``, and the page to go back to."""

    words: list[GivenBack]
    login: str
    then: str


@bp.errorhandler(Unauthorized)
@bp.errorhandler(NotTheirs)
def expired(error: Unauthorized | Forbidden) -> Response:
    """What was typed, to copy. Text from another site's form is not shown."""
    speak_to_agent()
    here = re.match(r"/desk/(?:tickets/\d+|customers/\d+|causes(?:/\d+)?|me\b)", request.path)
    then = here[0] if here else "/desk"
    page = ExpiredPage(given_back(), urls().login(then), then)
    template = "desk/_expired.html" if by_script() else "desk/expired.html"
    return make_response(render_template(template, page=page), error.code)
