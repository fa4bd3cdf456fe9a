"""One ticket as its live region shows it: who the customer is, what waits for an answer, and everything so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import abort, current_app
from sqlalchemy.orm import Session

from statuspage.domain.admission import read_along
from statuspage.domain.customer_verbs import call_suggested
from statuspage.domain.events import Event
from statuspage.domain.letters import Reply
from statuspage.domain.needs import unfinished
from statuspage.domain.people import presence
from statuspage.domain.people.agents import Agent, availability, colleagues
from statuspage.domain.people.away import away_at, turns
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Person, Reading, read
from statuspage.domain.tickets import ERASED, Ticket
from statuspage.domain.way_in.ask import read_asked
from statuspage.domain.way_in.topics import Topic, in_language
from statuspage.forms import NO_FORM, Form
from statuspage.present import assigned, away, languages, mailing, needs, people, promise, steps, strip, times
from statuspage.present.companions import CompanionRows, WhoSees, companion_rows, who_sees
from statuspage.present.languages import gettext
from statuspage.present.needs import NeedList
from statuspage.present.reader import Reader
from statuspage.present.two_clocks import TwoClocks, now_by_both
from statuspage.security.erased import refuse_erased
from statuspage.surfaces.desk import promise_choices
from statuspage.surfaces.desk.arrived import Arrived, read_arrived
from statuspage.surfaces.desk.background import Background, read_background
from statuspage.surfaces.desk.chips import TicketTags, read_ticket_tags
from statuspage.surfaces.desk.threads import Cut
from statuspage.surfaces.desk.tied import TicketCause, read_ticket_cause
from statuspage.surfaces.desk.timeline import Timeline, read_timeline
from statuspage.surfaces.desk.together import TogetherPart, read_together
from statuspage.surfaces.desk.whose_address import SamePersonPart, read_same_person


@dataclass(frozen=True, slots=True)
class TicketRequest:
    """How the page is asked for: which letters and notes, which form came back refused, and what its preview shows.

    ``before`` and ``before_note`` ask for what is older than that version and that note, and ``cuts`` for the same of
    the tickets that go on in this one. ``copy`` names the unsent
    letter to go on with, "" for the newest. ``seen`` is the version that the agent had read when something newer kept
    their form from being sent.
    """

    before: int | None = None
    before_note: int | None = None
    copy: str = ""
    seen: int | None = None
    form: Form = NO_FORM
    preview: str = ""
    cuts: Mapping[int, Cut] = field(default_factory=dict)

    @property
    def is_first_page(self) -> bool:
        """Whether the newest letters are asked for."""
        return self.before is None and self.before_note is None


@dataclass(frozen=True, slots=True)
class CasePart:
    """The live region. ``version`` is how the stream knows it: it changes with every event and every note,
    and from ``until`` on (UTC), when it reads differently by itself: the promise is soon or late, a wished time passes,
    the times on offer move on, the owner comes or goes, or it is another day.

    ``story`` is what the customer said first, where ``timeline`` does not reach back to it. ``has_news`` says that
    something newer kept a form from being sent. ``promises_call`` is whether the open promise is a call. ``writers``
    are the first names of colleagues who are writing now, ``senders`` of those whose letter is about to go, ``readers``
    of those who have this open and do neither, and ``team`` is every active agent. ``companions`` read along with the
    customer, ``companions_here`` are the names of those who do so now, and ``who_sees`` says for a letter who will.
    ``colleague`` is the owner where that is somebody else, with their ``hours``.
    ``can_call`` says that there is a number to call. ``standing`` is the step at which it stands, in words;
    ``clocks`` are the customer's time of day and the agent's. ``arrived`` is what became of the mails about it, and
    ``how_read`` how a letter that is written now will be read. ``why`` says why it came to whom, where the team's rule
    chose them, and ``doubt`` why it may be no person's; "" elsewhere.
    ``needs`` are the lists of which something is still open.
    ``cause`` is what it has in common with other customers' tickets, ``tags`` are the team's words for it, and ``was``
    is what it was about before that was changed, "" where it never was.
    ``person`` says under whose address they came, None where that is theirs. ``together`` is where it goes on, or what
    goes on in it. ``corrects`` are the ids of those whose letters this agent may correct.
    """

    ticket: Ticket
    customer: Customer
    version: str
    until: datetime
    timeline: Timeline
    is_first_page: bool
    has_news: bool
    story: str
    card: promise.PromiseCard
    standing: str
    steps: list[steps.StepItem]
    strip: strip.StripDrawing
    is_call_suggested: bool
    clocks: TwoClocks
    zone_name: str
    background: Background
    is_read: bool
    companions: CompanionRows
    companions_here: list[str]
    who_sees: WhoSees
    writers: list[str]
    senders: list[str]
    readers: list[str]
    colleague: str
    hours: str
    can_call: bool
    promises_call: bool
    team: list[Agent]
    arrived: Arrived
    how_read: str
    why: str
    doubt: str
    needs: tuple[NeedList, ...]
    cause: TicketCause
    tags: TicketTags
    was: str
    person: SamePersonPart | None
    together: TogetherPart
    corrects: frozenset[int]

    @property
    def name(self) -> str:
        """The customer's first name."""
        return self.customer.first_name


def read_case(session: Session, ticket_id: int, agent: Agent, at: datetime, asked: TicketRequest) -> CasePart:
    """The ticket as this agent reads it; 404 when there is none."""
    reading = read(session, ticket_id, before=asked.before) or abort(404)
    if reading.ticket.closure == ERASED:
        refuse_erased(ticket_id)
    ticket, customer, team = reading.ticket, reading.customer, colleagues(session)
    reader = Reader(agent.zone, at, customer.first_name)
    names = {one.id: one.called for one in team}
    here = [one for one in presence.present(session, ticket_id, at) if one.agent_id != agent.id]
    writers, senders = _named(here, names, "writing"), _named(here, names, presence.SENDING)
    colleague = reading.owner if reading.owner.id != agent.id else None
    turns = [*promise.turns(ticket.promised_at, at), *_turns(colleague, customer, at)]
    turns += [need.due_at + timedelta(seconds=1) for need in reading.needs if need.due_at >= at]
    until = min([*turns, times.midnight(agent.zone, at)])
    found = read_along(session, ticket_id) if reading.has_companions else []
    companions = companion_rows(found, reader, mailing.way(is_demo=customer.is_demo))
    arrived = read_arrived(session, reading, reader)
    cause = read_ticket_cause(session, ticket, customer, agent, reader, names)
    tags, person = read_ticket_tags(session, ticket_id), read_same_person(session, customer, reader)
    together = read_together(session, ticket, reader)
    background = read_background(session, reading, reader, names)
    gone = away_at(reading.owner.away, at)
    beside = f"{person.version if person else ''}{background.company_key}{f'c{gone.cover_id or 0}' if gone else ''}"
    beside += together.key
    drawn = steps.items(reading, reader)
    return CasePart(
        ticket=ticket,
        customer=customer,
        version=f"{ticket.state}.{ticket.notes}-{until.timestamp():.0f}{arrived.key}{cause.key}{tags.key}{beside}",
        until=until,
        timeline=_timeline(session, reading, reader, asked, together),
        is_first_page=asked.is_first_page,
        has_news=asked.seen is not None,
        story=_story(session, reading),
        card=promise.card(reading, reader),
        standing=steps.where_it_stands(ticket, drawn),
        steps=drawn,
        strip=strip.draw(reading, reader),
        is_call_suggested=_is_call_suggested(reading),
        clocks=now_by_both(customer.zone, agent.zone, at),
        zone_name=times.zone_name(customer.zone),
        background=background,
        is_read=any(one.agent_id == 0 and one.doing == "reading" for one in here),
        companions=companions,
        companions_here=_named(here, {-one.id: one.name for one in companions.here}, "reading"),
        who_sees=who_sees(customer.first_name, _read_along(companions, background)),
        writers=writers,
        senders=senders,
        readers=[name for name in _named(here, names, "reading") if name not in writers + senders],
        colleague=colleague.public_name if colleague else "",
        hours=_hours(colleague, names, agent, at) if colleague else "",
        can_call=_can_call(ticket, customer),
        promises_call=_promises_call(reading),
        team=team,
        arrived=arrived,
        how_read=mailing.of_letter(customer),
        why=_why(session, reading),
        doubt=_doubt(session, ticket),
        needs=needs.open_lists(reading.needs, reader),
        cause=cause,
        tags=tags,
        was=reading.was,
        person=person,
        together=together,
        corrects=_corrects(reading, agent, names),
    )


def _read_along(companions: CompanionRows, background: Background) -> list[str]:
    """The names of all who can read what is written to the customer: their companions, and colleagues of theirs."""
    colleagues = background.company.others if background.company else ()
    opened = {one.name for one in companions.here if one.is_colleague}
    return [
        *(one.name for one in companions.here),
        *(one.name for one in colleagues if one.reads and one.name not in opened),
    ]


def _corrects(reading: Reading, agent: Agent, here: Mapping[int, str]) -> frozenset[int]:
    """Whose letters this agent may correct: their own, and as the owner those of whoever works here no longer."""
    gone = {entry.by.id for entry in reading.entries if entry.by} - set(here)
    return frozenset({agent.id} | (gone if reading.owner.id == agent.id else set()))


def read_reminder(session: Session, ticket_id: int, customer: Customer) -> str:
    """A letter to begin from, about what this customer was asked for and has not given; "" where that is nothing."""
    return needs.reminder(unfinished(session, ticket_id), customer)


def _hours(colleague: Person, names: Mapping[int, str], agent: Agent, at: datetime) -> str:
    """When the colleague is in; while they are away, who covers."""
    gone = away_at(colleague.away, at)
    if gone is None:
        return people.hours_line(colleague, agent.zone, at)
    when = away.until(gone, colleague.zone, agent.zone, at)
    if gone.cover_id == agent.id:
        return gettext("away until %(when)s; you cover", when=when)
    if cover := names.get(gone.cover_id or 0):
        return gettext("away until %(when)s; %(cover)s covers", when=when, cover=cover)
    return gettext("away until %(when)s", when=when)


def _turns(colleague: Person | None, customer: Customer, at: datetime) -> list[datetime]:
    """When the times on offer move on, and the hours of the colleague whose ticket this is read differently."""
    hours = availability(dict(colleague.hours), colleague.zone, at, colleague.away).changes_at if colleague else None
    gone = turns(colleague.away, at) if colleague else []
    named = [times.midnight(colleague.zone, at)] if colleague else []  # a day may be told by either clock
    return [promise_choices.until(customer, at), *([hours] if hours else []), *gone, *named]


def _timeline(
    session: Session, reading: Reading, reader: Reader, asked: TicketRequest, together: TogetherPart
) -> Timeline:
    return read_timeline(
        session,
        reading,
        reader,
        before=asked.before,
        before_note=asked.before_note,
        gone={one.closed_id: one.since for one in together.gone},
        cuts=asked.cuts,
        seen=asked.seen,
    )


def _why(session: Session, reading: Reading) -> str:
    """Why the team's rule gave it to whom, and what it is about; "" for what an agent typed, or what is long ago."""
    ticket, begun = reading.ticket, [entry.facts for entry in reading.entries if entry.kind == "opened"]
    asked = read_asked(begun[0]) if begun else None
    if asked is None:
        return ""
    topic, first = session.get(Topic, ticket.topic_id or 0), session.get_one(Agent, asked.agent_id)
    settings = current_app.extensions["settings"]
    title = in_language(topic, languages.code(), settings.languages[0]).title if topic else ""
    told = assigned.why(asked, first.called, title)
    return f"{gettext('About “%(topic)s”.', topic=title)} {told}" if title else told


def _doubt(session: Session, ticket: Ticket) -> str:
    """Why it may be no person's, in words; "" for a ticket that nobody doubts."""
    asked = read_asked(session.get_one(Event, (ticket.id, 1)).data) if ticket.suspected_at is not None else None
    return assigned.doubt(asked.doubt or "") if asked else ""


def _story(session: Session, reading: Reading) -> str:
    if any(entry.kind == "opened" for entry in reading.entries):
        return ""
    first = session.get(Reply, (reading.ticket.id, 1))
    return first.body if first else ""


def _is_call_suggested(reading: Reading) -> bool:
    ticket, promised = reading.ticket, _promises_call(reading)
    asked = ticket.call_asked_at is not None
    suggested = call_suggested(ticket.unanswered, asked, ticket.unhappy, call_promised=promised)
    return ticket.is_open and suggested and _can_call(ticket, reading.customer)


def _promises_call(reading: Reading) -> bool:
    return reading.promise is not None and reading.promise.kind == "call"


def _can_call(ticket: Ticket, customer: Customer) -> bool:
    """Whether there is a number: theirs, or the one that they gave as they asked to be called."""
    return bool(customer.phone) or ticket.call_asked_at is not None


def _named(here: list[presence.Presence], names: Mapping[int, str], doing: str) -> list[str]:
    """The names of those who are doing this now, of all whose ids are known."""
    return [names[one.agent_id] for one in here if one.doing == doing and one.agent_id in names]
