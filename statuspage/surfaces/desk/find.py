"""Finding: what was typed, looked for in everything that was written, and who is called so."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.find import CUSTOMERS, Findings, FoundCustomer, Hit, find
from statuspage.domain.errors import Refused
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.words.excerpts import Fragment
from statuspage.domain.words.wanted import wanted
from statuspage.forms import number
from statuspage.present import languages, times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.whose import Way

_STATES = {"": None, "open": True, "over": False}


@dataclass(frozen=True, slots=True)
class HitRow:
    """A ticket that was found. ``pieces`` are the words around; ``who`` says whose they are, and where.

    ``owner`` is whose ticket it is, "" for whoever reads. ``is_subject`` says that the words are its subject.
    """

    address: str
    customer: str
    subject: str
    owner: str
    is_over: bool
    is_subject: bool
    is_note: bool
    who: str
    at_iso: str
    at_text: str
    pieces: tuple[Fragment, ...]


@dataclass(frozen=True, slots=True)
class FindPage:
    """What was typed as ``sought``, and what was found. ``error`` says why nothing was looked for, "" where it was.

    ``states`` and ``owners`` are how else one can look. ``further`` is the address of what is older, "" where there is
    nothing; ``back_to`` is until when it was looked for. ``is_asked`` says that anything was typed.
    """

    sought: str
    error: str
    is_asked: bool
    of: str
    state: str
    states: tuple[Way, ...]
    owners: tuple[Way, ...]
    hits: tuple[HitRow, ...]
    customers: tuple[FoundCustomer, ...]
    are_more_customers: bool
    further: str
    back_to: str


@bp.get("/find")
@may(Access.AGENT)
def find_words() -> Response:
    """Everything with these words in it, the newest first; what cannot be looked for stands in the field as typed."""
    page = _read_page(db.session(), access.agent(), request.args.get("q", ""))
    return make_response(render_template("desk/find.html", page=page), 422 if page.error else 200)


def _read_page(session: Session, agent: Agent, sought: str) -> FindPage:
    of, state, before = _owner(session), request.args.get("state", ""), number(request.args.get("before"))
    state = state if state in _STATES else ""
    asked = {"q": sought, "of": of, "state": state}
    found, error, is_asked = Findings(()), "", False
    try:
        if terms := wanted(sought):
            is_asked, owner = True, number(of)
            found = find(session, terms, owner_id=owner, is_open=_STATES[state], before=before)
    except Refused as refused:
        error = languages.say(refused.words)
    reader = Reader(agent.zone, now())
    return FindPage(
        sought=sought,
        error=error,
        is_asked=is_asked,
        of=of,
        state=state,
        states=_states(asked),
        owners=_owners(session, agent, asked),
        hits=tuple(_row(hit, agent, reader) for hit in found.hits),
        customers=found.customers,
        are_more_customers=len(found.customers) == CUSTOMERS,
        further=urls().find(**asked, before=str(found.further)) if found.further else "",
        back_to=reader.moment(found.back_to) if found.back_to else "",
    )


def _owner(session: Session) -> str:
    """Whose tickets are looked through: an agent's by their id, "" for everyone's."""
    asked = number(request.args.get("of"))
    return str(asked) if asked and session.get(Agent, asked) else ""


def _states(asked: dict[str, str]) -> tuple[Way, ...]:
    names = {"": gettext("All"), "open": gettext("Open"), "over": gettext("Over")}
    return tuple(
        Way(name, "", urls().find(**(asked | {"state": state})), state == asked["state"])
        for state, name in names.items()
    )


def _owners(session: Session, agent: Agent, asked: dict[str, str]) -> tuple[Way, ...]:
    others = [(str(one.id), one.called) for one in colleagues(session) if one.id != agent.id]
    names = {"": gettext("Everyone"), str(agent.id): gettext("Mine")}
    names |= {of: name for of, name in others if of == asked["of"]}
    return tuple(Way(name, "", urls().find(**(asked | {"of": of})), of == asked["of"]) for of, name in names.items())


def _row(hit: Hit, agent: Agent, reader: Reader) -> HitRow:
    return HitRow(
        address=urls().ticket(hit.ticket_id, entry=hit.entry),
        customer=hit.customer,
        subject=hit.subject,
        owner="" if hit.owner == agent.called else hit.owner,
        is_over=hit.closed_at is not None,
        is_subject=hit.kind == "subject",
        is_note=hit.kind == "note",
        who=_who(hit),
        at_iso=times.iso(hit.at),
        at_text=reader.moment(hit.at),
        pieces=hit.pieces,
    )


def _who(hit: Hit) -> str:
    """Whose words these are, and where they stand."""
    name = hit.writer or hit.customer
    words = {
        "note": gettext("%(name)s noted, among us only", name=name),
        "handover": gettext("%(name)s handed it over", name=name),
        "correction": gettext("%(name)s corrected a letter", name=name),
        "subject": gettext("What it is about"),
        "was": gettext("What it was about before"),
        "tag": gettext("A tag, for us alone"),
        "companion": gettext("Reads along"),
        "file": gettext("%(name)s sent this file", name=name),
        "need": gettext("%(name)s asked for it", name=name),
        "cause": gettext("Part of a cause"),
    }
    return words.get(hit.kind) or gettext("%(name)s wrote", name=name)
