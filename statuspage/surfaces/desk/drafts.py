"""The drafts of the team: listed, written, changed, deleted, and taken back."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.desk import drafts as verbs
from statuspage.domain.desk.drafts import Draft
from statuspage.domain.errors import N_, Refused
from statuspage.domain.meanwhile import settled
from statuspage.forms import NO_FORM, Form, go, number, refused_form, typed
from statuspage.present import causes, languages
from statuspage.present.assigned import language_name, language_names
from statuspage.present.changed import changed
from statuspage.present.drafts import first_language, places
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import bp, urls

_SHOWN = 140  # signs of a draft in the list


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft of the list: what it begins with, in which ``languages`` there is one, and who changed it when."""

    id: int
    title: str
    begins: str
    languages: str
    is_offer: bool
    changed: str


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """The drafts, and those that are ``gone``; ``undo`` is one of these that was deleted just now, 0 for none."""

    form: Form
    drafts: tuple[DraftRow, ...]
    gone: tuple[DraftRow, ...]
    undo: int


@dataclass(frozen=True, slots=True)
class DraftText:
    """What a draft says in one language, and whether that is the team's own."""

    tag: str
    name: str
    text: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One draft's form, which is posted to ``here``. ``shown`` are its fields as anybody found them.

    ``places`` is what can be filled in, with what it stands for.
    """

    form: Form
    here: str
    is_new: bool
    name: str
    texts: tuple[DraftText, ...]
    is_offer: bool
    is_gone: bool
    changed: str
    shown: str
    places: list[tuple[str, str]]


@bp.get("/drafts")
@may(Access.AGENT)
def drafts() -> Response:
    """The drafts, by title."""
    return _list()


@bp.get("/drafts/new")
@may(Access.AGENT)
def new_draft() -> Response:
    """The form of a draft that is to be written."""
    return _page(None)


@bp.get("/drafts/<int:draft_id>")
@may(Access.AGENT)
def draft(draft_id: int) -> Response:
    """The form of one draft."""
    return _page(_draft(draft_id))


@bp.post("/drafts")
@may(Access.AGENT, room=LETTER)
def add_draft() -> Answer | Response:
    """Add a draft."""
    try:
        with write() as session:
            _save(session, None, _typed())
    except Refused as refused:
        return _page(None, refused)
    return go(urls().drafts(), "saved")


@bp.post("/drafts/<int:draft_id>")
@may(Access.AGENT, room=LETTER)
def change_draft(draft_id: int) -> Answer | Response:
    """Save it; with a ``deed``, delete it or take it back. What else was typed is saved with the taking back."""
    found, deed = _draft(draft_id), typed("deed")
    try:
        with write() as session:
            if deed == "delete":
                verbs.end_draft(session, draft_id, access.agent(), now())
            else:
                if deed == "again":
                    verbs.take_draft_back(session, draft_id, access.agent(), now())
                if deed != "again" or "name" in request.form:
                    _change(session, draft_id)
    except Refused as refused:
        return _page(found, refused) if "name" in request.form else _list(refused_form("drafts", refused))
    if deed == "delete":
        return go(urls().drafts(), "draft_gone", more={"draft": str(draft_id)})
    return go(urls().drafts(), "draft_back" if deed == "again" else "saved")


def _change(session: Session, draft_id: int) -> None:
    """Save what was typed: nothing over what a colleague has saved since the form was made."""
    facts = _facts(verbs.lock_draft(session, draft_id))
    _save(session, draft_id, settled(fields.shown(), facts, _typed()))


def _save(session: Session, draft_id: int | None, said: Mapping[str, str]) -> Draft:
    return verbs.save_draft(
        session,
        draft_id,
        access.agent(),
        now(),
        name=said["name"],
        texts={tag: said[f"text_{tag}"] for tag in fields.spoken()},
        is_offer=bool(said["offer"]),
        first=first_language(),
        filler=causes.filler,
    )


def _typed() -> dict[str, str]:
    """The form as it was sent; a text as it is compared with the one that stands there."""
    names = ("name", *(f"text_{tag}" for tag in fields.spoken()))
    said = {name: typed(name).replace("\r\n", "\n").strip() for name in names}
    return said | {"offer": gettext(_OFFER) if typed("offer") else ""}


def _facts(found: Draft | None) -> dict[str, str]:
    """What the form of a draft shows, by field."""
    texts = {f"text_{tag}": str(found.texts.get(tag, "")) if found else "" for tag in fields.spoken()}
    offer = gettext(_OFFER) if found is not None and found.is_offer else ""
    return {"name": found.title if found else "", **texts, "offer": offer}


_OFFER = N_("an offer")  # as a colleague is told of it who has said otherwise


def _draft(draft_id: int) -> Draft:
    return db.session.get(Draft, draft_id) or abort(404)


def _list(form: Form = NO_FORM) -> Response:
    db.session.rollback()  # what was read before may date from before the deed
    session, reader = db.session(), Reader(access.agent().zone, now())
    undo = number(request.args.get("draft")) or 0 if request.method == "GET" else 0
    gone = verbs.deleted_drafts(session)
    page = DraftsPage(
        form=form,
        drafts=tuple(_row(one, reader) for one in verbs.read_drafts(session)),
        gone=tuple(_row(one, reader) for one in gone),
        undo=undo if any(one.id == undo for one in gone) else 0,
    )
    return make_response(render_template("desk/drafts.html", page=page), 422 if form.errors else 200)


def _row(found: Draft, reader: Reader) -> DraftRow:
    said = verbs.words_in(found, languages.language(), first_language())
    begins = " ".join(said.body.split())
    return DraftRow(
        id=found.id,
        title=found.title,
        begins=begins if len(begins) <= _SHOWN else begins[:_SHOWN].rsplit(" ", 1)[0] + " …",
        languages=language_names(sorted(found.texts, key=_rank)),
        is_offer=found.is_offer,
        changed=_changed(found, reader),
    )


def _rank(tag: str) -> tuple[int, str]:
    """Where a language stands: in the order of this desk, and what it does not speak after these."""
    spoken = fields.spoken()
    return spoken.index(tag) if tag in spoken else len(spoken), tag


def _changed(found: Draft, reader: Reader) -> str:
    return changed(db.session(), found, reader)


def _page(found: Draft | None, refused: Refused | None = None) -> Response:
    db.session.rollback()  # what a colleague has done since this request began is on it
    found, first = _draft(found.id) if found is not None else None, first_language()
    form, facts = refused_form("draft", refused) if refused else NO_FORM, _facts(found)
    page = DraftPage(
        form=form,
        here=urls().drafts(found.id if found else None),
        is_new=found is None,
        name=form.value("draft", "name", facts["name"]),
        texts=tuple(
            DraftText(tag, language_name(tag), form.value("draft", f"text_{tag}", facts[f"text_{tag}"]), tag == first)
            for tag in fields.spoken()
        ),
        is_offer=bool(form.typed.get("offer") if refused else facts["offer"]),
        is_gone=found is not None and found.ended_at is not None,
        changed=_changed(found, Reader(access.agent().zone, now())) if found else "",
        shown=fields.to_show(facts, refused),
        places=places(),
    )
    return make_response(render_template("desk/draft.html", page=page), 422 if form.errors else 200)
