"""All tags in a list, and one of them: called something else, made one with another, or deleted, on all its tickets."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.errors import Refused
from statuspage.domain.tags import changes
from statuspage.domain.tags.tag import LONGEST, Tag, offered, other_tag
from statuspage.forms import NO_FORM, Form, go, number, refused_form, typed
from statuspage.present.languages import ngettext
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.whose import EVERYONE


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag of the list: its page, and the list of its tickets with how many they are, in words."""

    name: str
    address: str
    tickets: str
    told: str


@dataclass(frozen=True, slots=True)
class TagsPage:
    """The tags, those of the most tickets first; ``are_more`` says that not all of them are here.

    ``begins`` is how their names begin, "" for all of them.
    """

    rows: tuple[TagRow, ...]
    are_more: bool
    begins: str


@dataclass(frozen=True, slots=True)
class TagPage:
    """One tag. ``former`` are the other names under which it is found, by their ids; ``others`` are all other tags.

    ``asks`` is the deed that waits to be confirmed, "" for none: ``merge`` with the tag ``into``, or ``delete``.
    """

    id: int
    name: str
    tickets: str
    told: str
    former: tuple[tuple[int, str], ...]
    others: tuple[str, ...]
    form: Form
    asks: str
    into: str
    longest: int = LONGEST


@bp.get("/tags")
@may(Access.AGENT)
def tags() -> str:
    """The list of tags, or of those that begin with what was typed as ``q``."""
    begins = request.args.get("q", "")[:LONGEST]
    found = changes.read_all(db.session(), begins)
    rows = tuple(TagRow(one.name, urls().tag(one.id), _tickets(one.name), _told(one.tickets)) for one in found)
    return render_template("desk/tags.html", page=TagsPage(rows, len(rows) == changes.SHOWN, begins))


@bp.get("/tags/<int:tag_id>")
@may(Access.AGENT)
def tag(tag_id: int) -> Response:
    """The page of one tag; that of one that was merged leads to what it is now."""
    return _page(tag_id)


@bp.post("/tags/<int:tag_id>")
@may(Access.AGENT)
def change_tag(tag_id: int) -> Answer | Response:
    """Call it something else; or by ``deed`` merge or delete it, once confirmed, or forget a name of before."""
    deed = typed("deed")
    try:
        if deed in ("merge", "delete") and typed("sure") != "yes":
            return _ask(tag_id, deed)
        with write() as session:
            return _do(session, tag_id, deed)
    except Refused as refused:
        return _page(tag_id, refused_form("tag", refused))


def _do(session: Session, tag_id: int, deed: str) -> Answer:
    if deed == "delete":
        changes.delete_tag(session, tag_id)
        return go(urls().tags(), "tag_gone")
    if deed == "merge":
        return go(urls().tag(changes.merge(session, tag_id, typed("into")).id), "tag_merged")
    if deed == "forget":
        changes.forget_name(session, tag_id, number(typed("former")) or 0)
        return go(urls().tag(tag_id), "saved")
    changes.rename(session, tag_id, typed("name"), now())
    return go(urls().tag(tag_id), "saved")


def _ask(tag_id: int, deed: str) -> Response:
    """The page, which asks whether that is meant, and says on how many tickets it would be done."""
    session, into = db.session(), typed("into")
    if deed == "delete":
        return _page(tag_id, asks=deed)
    return _page(tag_id, asks=deed, into=other_tag(session, tag_id, into).name)


def _page(tag_id: int, form: Form = NO_FORM, asks: str = "", into: str = "") -> Response:
    db.session.rollback()  # what a colleague has done since this request began is on it
    session = db.session()
    found = session.get(Tag, tag_id) or abort(404)
    if found.into_id is not None:
        found = session.get_one(Tag, found.into_id)
    page = TagPage(
        id=found.id,
        name=found.name,
        tickets=_tickets(found.name),
        told=_told(found.tickets),
        former=tuple((one.id, one.name) for one in changes.former(session, found.id)),
        others=tuple(name for name in offered(session) if name != found.name),
        form=form,
        asks=asks,
        into=into,
    )
    return make_response(render_template("desk/tag.html", page=page), 422 if form.errors else 200)


def _tickets(name: str) -> str:
    return urls().tickets(of=EVERYONE, state="any", tag=name)


def _told(count: int) -> str:
    return ngettext("One ticket", "%(num)d tickets", count)
