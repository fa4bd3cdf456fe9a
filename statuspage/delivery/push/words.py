"""What a browser is told, in its agent's language: as much as they chose that a lock screen may show.

As little as possible goes: a sentence, what the ticket is about, and where it is at the desk. Nobody's letter, reply or
note is in it.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.notes import Note
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.nudges.nudge import TEST, Nudge
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.tickets import Ticket
from statuspage.domain.wording import sentence
from statuspage.present import languages, promised
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader
from statuspage.urls import Urls

_SHORT, _LONG = 120, 200  # signs of a title and of a text


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification. ``tag`` is what it is about: a newer one of the same takes its place. ``id`` is its nudge's,
    so that one that comes twice is shown once. ``url`` is the path at the desk where it is read.
    """

    title: str
    body: str
    tag: str
    url: str
    id: int
    lang: str
    dir: str

    def to_json(self) -> bytes:
        """As the desk's service worker reads it (static/js/push_worker.js)."""
        short = asdict(self) | {"title": self.title[:_SHORT], "body": self.body[:_LONG]}
        return json.dumps(short, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class _About:
    """Whom and what a nudge is about."""

    nudge: Nudge
    agent: Agent
    ticket: Ticket
    customer: Customer


def tell(session: Session, browser: PushBrowser, agent: Agent, nudge: Nudge, urls: Urls, now: datetime) -> Notification:
    """One nudge, by itself."""
    with force_locale(agent.language or "en"):
        if nudge.kind == TEST:
            text = gettext("Agents are told here, within their hours, and see as much as they chose.")
            return _told(gettext("It works: this is how you will be told."), text, TEST, urls.profile(), nudge.id, urls)
        ticket = session.get_one(Ticket, nudge.ticket_id)
        about = _About(nudge, agent, ticket, session.get_one(Customer, ticket.customer_id))
        title, body = _in_full(session, about, now) if browser.shows == "names" else (_hint(session, nudge), "")
        return _told(title, body, f"ticket-{ticket.id}", urls.ticket(ticket.id, entry=nudge.entry), nudge.id, urls)


def tell_together(agent: Agent, nudges: list[Nudge], urls: Urls) -> Notification:
    """What came while they were out, in one sentence; the desk tells the rest."""
    with force_locale(agent.language or "en"):
        number = len({nudge.ticket_id for nudge in nudges})
        title = ngettext(
            "While you were out, something came up in one ticket.",
            "While you were out, something came up in %(num)d tickets.",
            number,
        )
        return _told(title, "", "meanwhile", urls.desk(), nudges[-1].id, urls)


def _told(title: str, body: str, tag: str, address: str, number: int, urls: Urls) -> Notification:
    path = address.removeprefix(urls.base)
    return Notification(title, body, tag, path, number, languages.tag(), languages.direction())


def _hint(session: Session, nudge: Nudge) -> str:
    """Only that something is there: nobody is named."""
    if nudge.about is not None and _keeper(session, nudge.about).id != nudge.agent_id:
        words = {
            "soon": gettext("A promise of whoever you cover for falls due soon."),
            "late": gettext("A promise of whoever you cover for fell due without a letter."),
        }
        return words[nudge.kind]
    words = {
        "soon": gettext("A promise of yours falls due soon."),
        "late": gettext("A promise of yours fell due without a letter."),
        "not_yet": gettext("A customer says: not yet."),
        "call": gettext("A customer asks to be called."),
        "handover": gettext("A colleague has handed you a ticket."),
        "mention": gettext("A colleague mentions you in a note."),
    }
    return words[nudge.kind]


def _in_full(session: Session, about: _About, now: datetime) -> tuple[str, str]:
    if about.nudge.kind in ("soon", "late"):
        promise, reader = session.get_one(Promise, about.nudge.about), Reader(about.agent.zone, now)
        keeper, customer = _keeper(session, promise.id), about.customer.first_name
        when, is_call = reader.moment(promise.due_at), promise.kind == "call"
        if keeper.id != about.agent.id:
            return promised.colleagues(keeper.called, customer, when, is_call=is_call), about.ticket.subject
        is_over = promise.due_at < reader.now
        return promised.yours(customer, when, is_call=is_call, is_over=is_over), about.ticket.subject
    if about.nudge.kind == "mention":
        note = session.get_one(Note, int(about.nudge.entry.removeprefix("n")))
        by = session.get_one(Agent, note.agent_id).called
        return gettext("%(name)s mentions you in a note.", name=by), f"{about.customer.name}: {about.ticket.subject}"
    return _what_happened(session, about), about.ticket.subject


def _keeper(session: Session, promise_id: int) -> Agent:
    """Who has to keep this promise; while they are away, whoever covers is told of it."""
    return session.get_one(Agent, session.scalars(select(KEEPER).where(Promise.id == promise_id)).one())


def _what_happened(session: Session, about: _About) -> str:
    event = session.get_one(Event, (about.nudge.ticket_id, int(about.nudge.entry.removeprefix("v"))))
    by = session.get(Agent, event.agent_id or 0)
    companion = session.get(Companion, event.companion_id or 0)
    who = companion.name if companion else about.customer.first_name
    return languages.say(
        sentence(event.kind, event.data, by=by.called if by else "", to=about.agent.called, customer=who)
    )
