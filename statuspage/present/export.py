"""A person's story for a file that they keep: as a page in their language, and as plain facts for JSON."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from statuspage.config import PROJECT
from statuspage.domain.files.file import File
from statuspage.domain.files.names import cleaned
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.story import StoryEntry, StoryTicket
from statuspage.domain.tickets import Ticket
from statuspage.domain.wording import sentence
from statuspage.present import times
from statuspage.present.languages import gettext, lines
from statuspage.present.reader import Reader

_STYLE = PROJECT / "static" / "css" / "export.css"


@dataclass(frozen=True, slots=True)
class ExportPage:
    """The page. ``tickets`` are read as they are written down, and only once."""

    style: Markup
    company: str
    at: str
    city: str
    people: tuple[tuple[tuple[str, str], ...], ...]
    tickets: Iterator["ExportTicket"]


@dataclass(frozen=True, slots=True)
class ExportTicket:
    """One ticket: its ``facts`` by what they are, its ``entries``, files with their paths, mails and notes."""

    subject: str
    facts: tuple[tuple[str, str], ...]
    entries: Iterator["ExportEntry"]
    files: tuple[tuple[str, str], ...]
    mails: tuple[tuple[str, str], ...]
    notes: tuple["ExportEntry", ...]


@dataclass(frozen=True, slots=True)
class ExportEntry:
    """One thing that happened: ``told`` in a sentence, with the words that were written. They are safe to show."""

    when: str
    told: str
    heard: str
    words: Markup
    needs: tuple[tuple[str, str], ...] = ()


def page_of(
    customers: list[dict[str, Any]],
    story: Iterator[StoryTicket],
    entries: Callable[[Ticket], Iterator[StoryEntry]],
    reader: Reader,
    company: str,
) -> ExportPage:
    """The page, in the language that is spoken; ``entries`` reads what happened in a ticket."""
    return ExportPage(
        style=Markup(_STYLE.read_text(encoding="utf-8")),  # noqa: S704 - a file of ours
        company=company,
        at=_when(reader.now, reader),
        city=times.zone_name(reader.zone),
        people=tuple(_person(one) for one in customers),
        tickets=(_ticket(told, entries, reader) for told in story),
    )


def _person(facts: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    named = {"name": gettext("Name"), "email": gettext("Mail address"), "phone": gettext("Phone")}
    return tuple((label, str(facts[name])) for name, label in named.items() if facts[name])


def _ticket(told: StoryTicket, entries: Callable[[Ticket], Iterator[StoryEntry]], reader: Reader) -> ExportTicket:
    ticket = told.ticket
    facts = [
        (gettext("Begun"), _when(ticket.opened_at, reader)),
        (gettext("Closed"), _when(ticket.closed_at, reader) if ticket.closed_at else ""),
        (gettext("Who looks after it"), told.owner),
        (gettext("Promises"), "\n".join(_when(one.due_at, reader) for one in told.promises)),
        (gettext("Who was let in"), "\n".join(_companion(one.name, one.email) for one in told.companions)),
    ]
    return ExportTicket(
        subject=ticket.subject,
        facts=tuple((name, value) for name, value in facts if value),
        entries=(_entry(one, reader) for one in entries(ticket)),
        files=tuple((file.name, file_path(told.number, file)) for file in told.files),
        mails=tuple((one.subject or gettext("A mail"), mail_path(told.number, one)) for one in told.mails),
        notes=tuple(
            ExportEntry(_when(at, reader), gettext("%(name)s noted", name=name), "", Markup(html))  # noqa: S704 - cleaned
            for at, name, _, html in told.notes
        ),
    )


def _when(at: datetime, reader: Reader) -> str:
    """A day with its year and the time, as the file may be read in years."""
    day = at.astimezone(ZoneInfo(reader.zone)).date()
    return f"{times.on(day, 'yMMMMd')} · {times.clock(at, reader.zone)}"


def _companion(name: str, email: str) -> str:
    return f"{name} ({email})" if email else name


def _entry(one: StoryEntry, reader: Reader) -> ExportEntry:
    words = sentence(one.kind, one.facts, by=one.who, to=one.to, customer="", companion=one.who)
    body = Markup(one.html) if one.html else lines(one.words)  # noqa: S704 - cleaned when it was written
    return ExportEntry(_when(one.at, reader), _who(one, reader.say(words)), one.heard, body, one.needs)


def _who(one: StoryEntry, told: str) -> str:
    """The sentence, with the name of a companion who did it in the customer's place."""
    return told if not one.who or one.who in told else f"{told} ({one.who})"


def customer_facts(one: Customer) -> dict[str, Any]:
    """What we know of them, by the names of our own columns."""
    names = ("name", "email", "phone", "reach", "reach_when", "zone", "language")
    return {**{name: getattr(one, name) for name in names}, "since": one.created_at.isoformat()}


def ticket_facts(told: StoryTicket) -> dict[str, Any]:
    """One ticket without its entries."""
    ticket = told.ticket
    return {
        "subject": ticket.subject,
        "owner": told.owner,
        "opened_at": ticket.opened_at.isoformat(),
        "closed_at": ticket.closed_at.isoformat() if ticket.closed_at else None,
        "closure": ticket.closure,
        "step": ticket.step,
        "shown_to_anyone": {"choice": ticket.public_choice, "as": list(told.shown)} if ticket.published_at else None,
        "promises": [
            {"due_at": one.due_at.isoformat(), "zone": one.zone, "kind": one.kind, "outcome": one.outcome}
            for one in told.promises
        ],
        "companions": [
            {"name": one.name, "email": one.email, "may_write": one.may_write, "let_go": one.let_go_at is not None}
            for one in told.companions
        ],
        "files": [
            {"name": one.name, "path": file_path(told.number, one), "entry": one.version, "bytes": one.size}
            for one in told.files
        ],
        "mails": [_mail_facts(told.number, one) for one in told.mails],
        **_notes(told),
    }


def _mail_facts(number: int, one: IncomingMail) -> dict[str, Any]:
    facts = {"at": one.came_at.isoformat(), "from": one.sender, "subject": one.subject}
    return {**facts, "path": mail_path(number, one)}


def _notes(told: StoryTicket) -> dict[str, Any]:
    if not told.notes:
        return {}
    return {"our_notes": [{"at": at.isoformat(), "by": by, "words": words} for at, by, words, _ in told.notes]}


def entry_facts(one: StoryEntry, told: StoryTicket) -> dict[str, Any]:
    """One thing that happened; nothing stands where nothing was said."""
    facts = {
        "entry": one.version,
        "at": one.at.isoformat(),
        "what": one.kind,
        "by": one.who,
        "heard": one.heard,
        "words": one.words,
        "asks_for": [{"line": line, "given": given} for line, given in one.needs],
        "files": [file_path(told.number, file) for file in told.files if file.version == one.version],
    }
    return {name: value for name, value in facts.items() if value or name in ("entry", "at", "what")}


def file_path(number: int, file: File) -> str:
    """Where a file lies in the zip: no two at one place, and none outside of its folder."""
    return f"files/{number}/{file.version}-{file.position + 1}-{cleaned(file.name)}"


def mail_path(number: int, mail: IncomingMail) -> str:
    """The same of a mail as it came."""
    return f"mails/{number}/{mail.id}.eml"
