"""Where an agent is told at once: a browser is added by its own button, looked after, tried, and removed."""

from pathlib import Path

from flask import Response, abort, current_app, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import write
from statuspage.domain.errors import Refused
from statuspage.domain.nudges.browsers import add_browser, remove, show, their_browser
from statuspage.domain.nudges.nudge import leave_test
from statuspage.forms import go, refused_form, sent_once, typed
from statuspage.present.browsers import browser_name
from statuspage.security import access, push_marks
from statuspage.security.access import Access, may
from statuspage.security.push_keys import public_key
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.profile import ME, profile_page

PART = "browsers"


@bp.get("/push_worker.js")
@may(Access.AGENT)
def push_worker() -> Answer:
    """The desk's service worker. It stands here, because it may act only below the folder of its address."""
    script = Path(current_app.static_folder or "", "js", "push_worker.js").read_bytes()
    response = Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})
    response.add_etag()
    return response.make_conditional(request)


@bp.post("/me/browsers")
@may(Access.AGENT)
def add_own_browser() -> Answer | Response:
    """Tell this agent in this browser from now on. It names its push service and its keys."""
    settings, agent = current_app.extensions["settings"], access.agent()
    cookie, mark = push_marks.own_or_new()
    try:
        with write() as session:
            add_browser(
                session,
                agent.id,
                now(),
                endpoint=typed("endpoint"),
                key=typed("key"),
                secret=typed("secret"),
                server_key=public_key(settings.secret_keys),
                mark=mark,
                name=browser_name(request.headers.get("User-Agent", "")),
                hosts=settings.push_hosts,
            )
    except Refused as refused:
        return profile_page(agent, refused_form(PART, refused))
    response = go(ME, "browser", PART)
    push_marks.give_mark(response, cookie)
    return response


@bp.post("/me/browsers/<int:browser_id>")
@may(Access.AGENT)
def change_browser(browser_id: int) -> Answer:
    """Change how much is shown there, try it, or remove it. What is gone already stays so."""
    deed = typed("deed")
    with write() as session:
        browser = their_browser(session, access.agent().id, browser_id)
        if browser is None and deed != "remove":
            abort(404)
        if browser is not None and deed == "remove":
            remove(session, browser)
        elif browser is not None and deed == "test":
            leave_test(session, browser, now(), sent_once())
        elif browser is not None:
            show(browser, typed("shows"))
    return go(ME, {"remove": "browser-gone", "test": "browser-test"}.get(deed, "saved"), PART)
