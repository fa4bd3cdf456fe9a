"""What a mail says around the letter: who did what, the promise by the reader's clock, and what to do now.

A mail is read later, so no time in it is "today": each has its day, its hour, and the city whose clock it is.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.delivery.past import Past
from statuspage.domain.errors import N_, Words
from statuspage.domain.files.reading import files_of
from statuspage.domain.incoming.by_mail import by_mail
from statuspage.domain.kinds import KINDS
from statuspage.domain.letters import Correction, Letter, Reply
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.reading import Entry
from statuspage.domain.tickets import Ticket, elapsed
from statuspage.domain.wording import sentence, step_words
from statuspage.present import languages, promise, promised, times
from statuspage.present.came_in import files_follow
from statuspage.present.files import named
from statuspage.present.languages import gettext
from statuspage.present.needs import asked
from statuspage.present.reader import Reader

_DATES = {"de": "EEEE, d. MMMM", "ar": "EEEE d MMMM"}


class MailReader(Reader):
    """Reads every instant in full words, as a mail may be read on any day."""

    def date(self, at: datetime) -> str:
        """The day: "Thursday 26 November", and any year but this one."""
        zone = ZoneInfo(self.zone)
        local, language = at.astimezone(zone), languages.code()
        pattern = _DATES.get(language, "EEEE d MMMM")
        pattern += " y" if local.year != self.now.astimezone(zone).year else ""
        return format_date(local, pattern, language)

    def moment(self, at: datetime) -> str:
        """The day, the hour and whose clock: "Thursday 26 November, 17:00 (Lisbon time)"."""
        return gettext(
            "%(day)s, %(time)s (%(place)s time)",
            day=self.date(at),
            time=times.clock(at, self.zone),
            place=times.zone_name(self.zone),
        )


@dataclass(frozen=True, slots=True)
class MailWords:
    """The pieces of a mail in the reader's language, "" for those that it does not have. ``html`` is safe to show.

    ``facts`` are what an agent sees beside the words on the ticket's page, a line each. ``needs`` are the lines that a
    letter asks for, under ``needs_title``.
    """

    lead: str
    heard_by: str = ""
    heard: str = ""
    text: str = ""
    html: str = ""
    late: str = ""
    next: str = ""
    whose: str = ""
    score: str = ""
    facts: tuple[str, ...] = ()
    needs_title: str = ""
    needs: tuple[str, ...] = ()


def to_reader(past: Past, owner: Agent, reader: MailReader, there: str = "") -> MailWords:
    """What an agent did, for the customer, or for a companion, who is told of the customer by name.

    ``there`` is what the ticket is called in which this one goes on, for the customer alone.
    """
    entry, standing = past.entry, past.promise
    name = entry.by.public_name if entry.by else owner.called
    told_to = entry.to.public_name if entry.to else ""
    lead = "" if entry.kind == "letter" and not entry.by_phone else reader.say(_what(entry, name, told_to, reader))
    return MailWords(
        lead=lead,
        heard_by=gettext("%(name)s heard:", name=name) if entry.heard else "",
        heard=entry.heard,
        text=past.typed.get(entry.version, entry.text),
        html=entry.html,
        late=gettext("This letter came later than promised.") if _came_late(entry) else "",
        next=_goes_on(entry, there, reader) if there else _next(entry, standing, told_to or name, reader),
        whose=gettext("%(name)s’s promise", name=told_to or name) if standing else "",
        score=_score(past),
        needs_title=asked(entry.needs, reader),
        needs=tuple(need.words for need in entry.needs),
    )


def to_owner(
    session: Session, entry: Entry, ticket: Ticket, customer: Customer, owner: Agent, now: datetime
) -> MailWords:
    """What the customer did, or a companion, or a colleague in the owner's ticket, for the owner."""
    reader = MailReader(owner.zone, now, customer.first_name)
    by, to = entry.by.public_name if entry.by else "", entry.to.public_name if entry.to else owner.called
    return MailWords(
        lead=reader.say(sentence(entry.kind, entry.facts, by=by, to=to, customer=reader.named(entry.writer))),
        text=_typed(session, entry, ticket) or entry.text or _written_beside(session, entry),
        next=_promised(session, ticket, owner, reader),
        facts=_facts(session, entry, ticket, reader),
    )


def _written_beside(session: Session, entry: Entry) -> str:
    """The words that stand in a ticket which goes on in this one; "" where the entry tells of none."""
    beside = _beside(entry)
    words = session.get(Reply, beside) if beside else None
    return words.body if words else ""


def _beside(entry: Entry) -> tuple[int, int] | None:
    """The ticket and the version of these words; None where the entry tells of none."""
    of = entry.facts.get("of")
    return (of[0], of[1]) if isinstance(of, list) else None


def _typed(session: Session, entry: Entry, ticket: Ticket) -> str:
    """What an agent typed with this event: a letter, or other words for one."""
    key = (ticket.id, entry.version)
    found = session.get(Correction, key) if KINDS[entry.kind].amends else session.get(Letter, key)
    return found.body if found else ""


def _facts(session: Session, entry: Entry, ticket: Ticket, reader: MailReader) -> tuple[str, ...]:
    """What came beside the words; where the ticket stands, since when it is open, and the score, as of now."""
    came, step = by_mail(entry.facts), gettext("not heard yet")
    if ticket.step:
        step = reader.say(step_words(ticket.step, reader.customer))
    counted = promise.score(ticket.promises_kept, ticket.promises_late, ticket.promises_moved, ticket.denials)
    told = (
        _files(session, entry, ticket) or (files_follow(came.files) if came else ""),
        gettext("Sent in another way: %(count)s", count=entry.facts["another"]) if entry.facts.get("another") else "",
        gettext("Step: %(step)s", step=step),
        gettext("Open for %(span)s", span=times.span(elapsed(ticket.opened_at, ticket.closed_at, reader.now))),
        counted,
    )
    return tuple(line for line in told if line)


def _files(session: Session, entry: Entry, ticket: Ticket) -> str:
    beside = _beside(entry)
    ticket_id, version = beside or (ticket.id, entry.version)
    found = files_of(session, ticket_id, [version]).get(version, ()) if beside or entry.has_files else ()
    return gettext("Files, on the ticket’s page: %(files)s", files=named(found)) if found else ""


def _promised(session: Session, ticket: Ticket, owner: Agent, reader: MailReader) -> str:
    """Whose the open promise is, and when it is due; "" when nothing is promised."""
    if ticket.promise_id is None:
        return ""
    kept_by = select(Promise.due_at, Promise.kind, Agent.id, Agent.called).join(Agent, Agent.id == KEEPER)
    due_at, kind, keeper, name = session.execute(kept_by.where(Promise.id == ticket.promise_id)).one()
    when, is_call = reader.moment(due_at), kind == "call"
    if keeper != owner.id:
        return promised.colleagues(name, reader.customer, when, is_call=is_call)
    if is_call:
        return promised.yours(reader.customer, when, is_call=True)
    return gettext("You promised to write by %(when)s.", when=when)


def _goes_on(entry: Entry, there: str, reader: Reader) -> str:
    """Where it goes on, when the next word comes there, and that the customer may say that these are two things."""
    told = [gettext("It goes on in “%(subject)s”.", subject=there)]
    if entry.facts.get("next"):
        when = reader.moment(datetime.fromisoformat(entry.facts["next"]))
        told.append(gettext("The next word comes there by %(when)s.", when=when))
    told.append(
        gettext(
            "Your page leads there. If these are two things, one click on it takes them apart again: for two weeks, "
            "until the next letter."
        )
    )
    return " ".join(told)


def _what(entry: Entry, name: str, to: str, reader: Reader) -> Words:
    """What was done. Who corrects their own letter says so themselves: the mail is in their name."""
    if KINDS[entry.kind].amends and entry.facts.get("own"):
        written = datetime.fromisoformat(entry.facts["written"])
        return Words(N_("I have corrected what I wrote on %(when)s:"), {"when": written})
    return sentence(entry.kind, entry.facts, by=name, to=to, customer=reader.customer)


def _score(past: Past) -> str:
    """The promises as they stood after this event, in the words of the page: the same mail is made of it later."""
    kept, late, moved = (past.settled.get(outcome, 0) for outcome in ("kept", "late", "moved"))
    return promise.score(kept, late, moved, past.denials)


def _came_late(entry: Entry) -> bool:
    return str((entry.facts.get("settled") or [""])[0]) == "late"


def _next(entry: Entry, promise: Promise | None, name: str, reader: MailReader) -> str:
    """How it goes on: the promise that stood after this event, or the question, which is the customer's to answer."""
    who = reader.customer
    if entry.facts.get("asks"):
        yours = gettext("Is it solved? You decide: please say yes or no on your page.")
        return gettext("Is it solved? Only %(name)s can say so.", name=who) if who else yours
    if KINDS[entry.kind].life == "ends":
        yours = gettext("It is closed, but not confirmed. If it is not over, one click on your page opens it again.")
        return gettext("It is closed, but not confirmed. Only %(name)s can open it again.", name=who) if who else yours
    if promise is None or entry.kind == "promise_moved":  # its lead says it already
        return ""
    return promised.next_word(name, reader.moment(promise.due_at), who, is_call=promise.kind == "call")
