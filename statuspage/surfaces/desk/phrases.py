"""The lists of phrases that may hurt: one a language, which the team keeps together."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.desk import phrases as verbs
from statuspage.domain.desk.phrases import Phrase
from statuspage.domain.errors import Refused
from statuspage.domain.meanwhile import settled
from statuspage.forms import NO_FORM, Form, go, number, refused_form, typed
from statuspage.present import languages
from statuspage.present.changed import changed
from statuspage.present.drafts import first_language
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import bp, urls

_NAMES = ("language", "phrase", "why", "instead")


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """One phrase of a list, and who changed it when."""

    id: int
    words: str
    why: str
    instead: str
    changed: str


@dataclass(frozen=True, slots=True)
class PhrasesPage:
    """The list of one ``language``, and what is ``gone`` from it; ``undo`` was deleted just now, 0 for none."""

    form: Form
    language: str
    languages: list[tuple[str, str]]
    phrases: tuple[PhraseRow, ...]
    gone: tuple[PhraseRow, ...]
    undo: int


@dataclass(frozen=True, slots=True)
class PhrasePage:
    """One phrase's form, which is posted to ``here``. ``shown`` are its fields as anybody found them."""

    form: Form
    here: str
    is_new: bool
    language: str
    phrase: str
    why: str
    instead: str
    languages: list[tuple[str, str]]
    is_gone: bool
    changed: str
    shown: str


@bp.get("/phrases")
@may(Access.AGENT)
def phrases() -> Response:
    """The list of the ``language`` that is asked for, or of the agent's own."""
    return _list(_language(request.args.get("language", "")))


@bp.get("/phrases/new")
@may(Access.AGENT)
def new_phrase() -> Response:
    """The form of a phrase that is to be added."""
    return _page(None)


@bp.get("/phrases/<int:phrase_id>")
@may(Access.AGENT)
def phrase(phrase_id: int) -> Response:
    """The form of one phrase."""
    return _page(_phrase(phrase_id))


@bp.post("/phrases")
@may(Access.AGENT)
def add_phrase() -> Answer | Response:
    """Add a phrase."""
    try:
        with write() as session:
            _save(session, None, _typed())
    except Refused as refused:
        return _page(None, refused)
    return go(urls().phrases(), "saved", more={"language": typed("language")})


@bp.post("/phrases/<int:phrase_id>")
@may(Access.AGENT)
def change_phrase(phrase_id: int) -> Answer | Response:
    """Save it; with a ``deed``, delete it or bring it back. What else was typed is saved with the bringing back."""
    found, deed = _phrase(phrase_id), typed("deed")
    try:
        with write() as session:
            if deed == "delete":
                verbs.end_phrase(session, phrase_id, access.agent(), now())
            if deed == "again":
                verbs.bring_phrase_back(session, phrase_id, access.agent(), now())
            if deed != "delete" and (deed != "again" or "phrase" in request.form):
                _change(session, phrase_id)
    except Refused as refused:
        form = refused_form("phrases", refused)
        return _page(found, refused) if "phrase" in request.form else _list(found.language, form)
    more = {"language": typed("language") or found.language}
    if deed == "delete":
        return go(urls().phrases(), "phrase_gone", more=more | {"phrase": str(phrase_id)})
    return go(urls().phrases(), "phrase_back" if deed == "again" else "saved", more=more)


def _change(session: Session, phrase_id: int) -> None:
    """Save what was typed: nothing over what a colleague has saved since the form was made."""
    _save(session, phrase_id, settled(fields.shown(), _facts(verbs.lock_phrase(session, phrase_id)), _typed()))


def _save(session: Session, phrase_id: int | None, said: dict[str, str]) -> None:
    verbs.save_phrase(
        session,
        phrase_id,
        access.agent(),
        now(),
        language=said["language"],
        words=said["phrase"],
        why=said["why"],
        instead=said["instead"],
        spoken=tuple(fields.spoken()),
    )


def _typed() -> dict[str, str]:
    return {name: typed(name).strip() for name in _NAMES}


def _facts(found: Phrase | None) -> dict[str, str]:
    """What the form of a phrase shows, by field."""
    if found is None:
        return dict.fromkeys(_NAMES, "") | {"language": _language(request.args.get("language", ""))}
    return {"language": found.language, "phrase": found.words, "why": found.why, "instead": found.instead}


def _language(asked: str) -> str:
    """This language, where the desk speaks it; else the agent's own, or the team's."""
    spoken = fields.spoken()
    return next((one for one in (asked, languages.language()) if one in spoken), first_language())


def _phrase(phrase_id: int) -> Phrase:
    return db.session.get(Phrase, phrase_id) or abort(404)


def _list(language: str, form: Form = NO_FORM) -> Response:
    db.session.rollback()  # what was read before may date from before the deed
    session = db.session()
    undo = number(request.args.get("phrase")) or 0 if request.method == "GET" else 0
    gone = verbs.deleted_phrases(session, language)
    page = PhrasesPage(
        form=form,
        language=language,
        languages=languages.by_name(),
        phrases=tuple(map(_row, verbs.read_phrases(session, language))),
        gone=tuple(map(_row, gone)),
        undo=undo if any(one.id == undo for one in gone) else 0,
    )
    return make_response(render_template("desk/phrases.html", page=page), 422 if form.errors else 200)


def _row(found: Phrase) -> PhraseRow:
    return PhraseRow(found.id, found.words, found.why, found.instead, _changed(found))


def _changed(found: Phrase) -> str:
    return changed(db.session(), found, Reader(access.agent().zone, now()))


def _page(found: Phrase | None, refused: Refused | None = None) -> Response:
    db.session.rollback()  # what a colleague has done since this request began is on it
    found = _phrase(found.id) if found is not None else None
    form, facts = refused_form("phrase", refused) if refused else NO_FORM, _facts(found)
    page = PhrasePage(
        form=form,
        here=urls().phrases(found.id if found else None),
        is_new=found is None,
        **{name: form.value("phrase", name, facts[name]) for name in _NAMES},
        languages=languages.by_name(),
        is_gone=found is not None and found.ended_at is not None,
        changed=_changed(found) if found else "",
        shown=fields.to_show(facts, refused),
    )
    return make_response(render_template("desk/phrase.html", page=page), 422 if form.errors else 200)
