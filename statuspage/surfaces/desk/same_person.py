"""Whether whoever asked is the one whose address they typed: an agent says it in one click, and can take it back."""

from flask import Response
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.domain.way_in.same_person import say_who
from statuspage.forms import typed
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.deeds import do

FORM = "person"


@bp.post("/tickets/<int:ticket_id>/person")
@may(Access.AGENT)
def say(ticket_id: int) -> Answer | Response:
    """Say that they are the same person, or are not, or take back what was said."""
    said = typed("said")
    code = said if said in ("same", "different") else "unsaid"
    return do(ticket_id, FORM, code, lambda session, agent, _key: say_who(session, ticket_id, agent, now(), said))
