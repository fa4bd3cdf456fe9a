"""Taking a letter back while it is held, sending it without waiting, and asking what has become of it."""

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.holding import send_now, take_back
from statuspage.forms import go
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.held import tell


@bp.get("/held/<int:held_id>")
@may(Access.AGENT)
def held_letter(held_id: int) -> str:
    """What has become of a letter of one's own, as a piece of a page. It is remembered for a day."""
    agent, held = access.agent(), db.session.get(LetterOnHold, held_id)
    if held is None or held.agent_id != agent.id:
        abort(404)
    return render_template("desk/_held.html", held=tell(db.session(), held, agent))


@bp.post("/held/<int:held_id>")
@may(Access.AGENT)
def decide_held(held_id: int) -> Answer:
    """Take it back; or with ``deed`` as "now", send it without waiting. Where it has gone, that is said."""
    verb = send_now if request.form.get("deed") == "now" else take_back
    with write() as session:
        held = verb(session, held_id, access.agent(), now()) or abort(404)
    address = urls().ticket(held.ticket_id)
    if held.outcome == "sent":
        return go(address, "sent") if verb is send_now else go(address, "gone", f"v{held.version}")
    return redirect(urls().ticket(held.ticket_id, held.copy) + "#letter", 303)
