"""The letter as the customer will read it, before it is sent: with its face, its step and when the next one comes."""

from dataclasses import replace
from datetime import datetime

from flask import render_template, request

from statuspage.domain import markdown, validation
from statuspage.domain.errors import Refused
from statuspage.domain.needs import NeedLine
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Entry, Person
from statuspage.domain.tickets import STEPS, Ticket
from statuspage.present import entries
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.asking_for import needed_of
from statuspage.surfaces.desk.promise_choices import due_so_far


def preview_of(ticket: Ticket, customer: Customer, agent: Agent, at: datetime) -> str:
    """What the form holds, as a letter by the customer's clock; "" while nothing is written."""
    body, heard = (request.form.get(name, "")[: validation.LETTER_LIMIT] for name in ("body", "heard"))
    if not (body.strip() or heard.strip()):
        return ""
    by, promised = _signer(agent), due_so_far(customer, at)
    due = promised.at if promised else None
    entry = replace(_entry(at, by, _facts(ticket, due), body, heard), needs=_needs(customer, by, at))
    piece = entries.letter(entry, by, Reader(customer.zone, at), due)
    return render_template("desk/_preview.html", piece=replace(piece, id="preview-letter"))


def _signer(agent: Agent) -> Person:
    """The agent as the writer of a letter: a name and a face, without hours and phone."""
    return Person(
        id=agent.id,
        name=agent.name,
        public_name=agent.called,
        pronoun=agent.pronoun,
        role="",
        place="",
        zone="",
        hours={},
        phone="",
        photo=agent.photo,
    )


def _entry(at: datetime, by: Person, facts: dict[str, object], body: str, heard: str) -> Entry:
    """The letter as the log would tell it, were it sent now."""
    return Entry(
        version=0,
        kind="letter",
        at=at,
        by=by,
        facts=facts,
        html=markdown.render(body),
        text="",
        heard=heard,
        to=None,
        is_public=False,
        by_phone=False,
        thanked=False,
    )


def _needs(customer: Customer, by: Person, at: datetime) -> tuple[NeedLine, ...]:
    """What it asks for, as far as that can be asked for; what is wrong with it is said when the form is sent."""
    try:
        asked = needed_of(customer, at)
    except Refused:
        return ()
    lines = enumerate(asked.lines if asked else (), 1)
    return tuple(
        NeedLine(0, number, words, asked.at if asked else at, by.public_name, "", "", None, "", None, "")
        for number, words in lines
    )


def _facts(ticket: Ticket, due: datetime | None) -> dict[str, object]:
    asks, step = request.form.get("promise") == "ask", request.form.get("step", "")
    moved = "solved" if asks else step if step in STEPS else ""
    return {
        "asks": asks,
        "step": [ticket.step, moved] if moved and moved != ticket.step else None,
        "due": due and due.isoformat(),
        "call": request.form.get("kind") == "call",
    }
