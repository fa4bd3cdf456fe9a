"""Views that agents keep: looked at by their address, kept under a name, copied from a colleague, and deleted."""

from flask import Response, abort, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.desk.views import ASKED, SavedView, delete_view, save_view
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent
from statuspage.forms import go, number, refused_form, typed
from statuspage.present.languages import gettext
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.tickets import KeptView, list_page


@bp.get("/views")
@bp.get("/views/<name>")
@may(Access.AGENT)
def view(name: str = "") -> Answer:
    """The list that this view asks for; an address that somebody has cut is told in words, with one's own list."""
    found = db.session.get(SavedView, number(name) or 0)
    if found is None:
        told = gettext("There is no view at this address. It may have been cut, or whoever kept it has deleted it.")
        return list_page({}, problem=told, status=404)
    return list_page(found.asked, view=_kept(found))


@bp.post("/views")
@may(Access.AGENT)
def keep_view() -> Answer | Response:
    """Keep what the list was asked for, under a name."""
    asked = {name: typed(name) for name in ASKED}
    try:
        with write() as session:
            made = save_view(session, access.agent().id, typed("name"), asked, now()).id
    except Refused as refused:
        return list_page(asked, form=refused_form("view", refused))
    return go(urls().view(made), "view")


@bp.post("/views/<int:view_id>/keeping")
@may(Access.AGENT)
def change_view(view_id: int) -> Answer | Response:
    """Delete one's own view, or keep a copy of a colleague's, as the button says."""
    deed, agent = request.form.get("deed", ""), access.agent()
    if deed == "delete":
        with write() as session:
            delete_view(session, agent.id, view_id)
        return go(urls().tickets(), "view-gone")
    found = db.session.get(SavedView, view_id)
    if found is None:
        return view(str(view_id))
    if deed != "copy":
        abort(400)
    try:
        with write() as session:
            made = save_view(session, agent.id, found.name, found.asked, now()).id
    except Refused as refused:
        return list_page(found.asked, view=_kept(found), form=refused_form("view", refused))
    return go(urls().view(made), "view")


def _kept(found: SavedView) -> KeptView:
    keeper = db.session.get_one(Agent, found.agent_id)
    return KeptView(found.id, found.name, "" if keeper.id == access.agent().id else keeper.called)
