"""The entries of a private feed: one for each thing that happened, in words that never change afterwards."""

from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.orm import Session

from statuspage.domain import reading
from statuspage.domain.files.file import REFUSED
from statuspage.domain.files.reading import files_of
from statuspage.domain.kinds import where
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.publication import archives
from statuspage.domain.tickets import Ticket
from statuspage.domain.wording import sentence
from statuspage.present import languages
from statuspage.present.feeds.feed import Dated, FeedEntry, newest_first, paragraphs
from statuspage.present.files import named
from statuspage.present.languages import gettext
from statuspage.present.needs import asked
from statuspage.present.promised import called_by

KINDS = where(tells="customer", by="agent", amends=False)  # what the company did; the customer knows what they wrote


@dataclass(frozen=True, slots=True)
class PrivateNews:
    """What happened on one ticket, as far as a private feed tells it: the newest of it, or one closed page.

    ``pages`` is how many pages are closed; ``page`` is the number of this one, None for the newest entries.
    """

    ticket: Ticket
    language: str
    reader: Dated
    found: list[reading.Entry]
    pages: int
    page: int | None

    def entries(self, company: str) -> list[FeedEntry]:
        """The entries in the language that is spoken, newest first; late promises are the news of this company."""
        written = [_event(self.ticket, found, self.reader) for found in self.found]
        late = [entry for found in self.found for entry in _broken(self.ticket, found, self.reader, company)]
        if self.page is None:
            late += _late(self.ticket, self.reader, company)
        return newest_first(written, late)


def read_news(
    session: Session, ticket_id: int, now: datetime, page: int | None, companion_id: int | None = None
) -> PrivateNews:
    """Read what happened; ``entries`` puts it into words, once the language of the answer is known.

    ``companion_id`` is the companion whose feed it is, if it is not the customer's own.
    """
    ticket = session.get_one(Ticket, ticket_id)
    customer = session.get_one(Customer, ticket.customer_id)
    who = customer if companion_id is None else session.get_one(Companion, companion_id)
    reader = Dated(who.zone, now, "" if who is customer else customer.first_name)
    pages = archives.closed_pages(session, ticket_id, KINDS)
    before = None if page is None else page * archives.PAGE + 1
    after = (pages if page is None else page - 1) * archives.PAGE
    most = archives.PAGE + (archives.KEEP if page is None else 0)
    found = reading.read_entries(session, ticket_id, before=before, limit=most, kinds=KINDS)
    shown = [entry for entry in found if entry.version > after]
    if page is None and after:
        shown += reading.read_corrected(session, ticket_id, before=after + 1, limit=archives.KEEP)
    shown = shown if companion_id is None else reading.for_companions(shown)
    files = files_of(session, ticket_id, [entry.version for entry in shown if entry.has_files])
    shown = [replace(entry, files=files.get(entry.version, ())) for entry in shown]
    return PrivateNews(ticket, who.language, reader, shown, pages, page)


def _broken(ticket: Ticket, entry: reading.Entry, reader: Dated, company: str) -> list[FeedEntry]:
    """The promise that this came too late for, if any: late stays late, in a feed too."""
    settled = entry.facts.get("settled") or ("", "")
    return [_overdue(ticket, datetime.fromisoformat(settled[1]), reader, company)] if settled[0] == "late" else []


def _event(ticket: Ticket, entry: reading.Entry, reader: Dated) -> FeedEntry:
    by = entry.by.public_name if entry.by else ""
    to = entry.to.public_name if entry.to else ""
    html = Markup(entry.html) if entry.kind == "letter" else languages.lines(entry.text)  # noqa: S704 - cleaned at writing
    title = reader.say(sentence(entry.kind, entry.facts, by=by, to=to, customer=reader.customer))
    return FeedEntry(
        name=f"ticket/{opaque_id(ticket.seed, 'entry', entry.version)}",
        title=title,
        at=entry.at,
        author=by,
        corrected_at=entry.corrected_at,
        html=_heard(by, entry.heard)
        + (html + _files(entry) + _needs(entry, reader) + _next(entry, by, reader) or paragraphs(title)),
    )


def _needs(entry: reading.Entry, reader: Dated) -> Markup:
    """What a letter asks for, as it was asked: by when, and each line."""
    if not entry.needs:
        return Markup()
    lines = Markup().join(Markup('<li dir="auto">{}</li>').format(need.words) for need in entry.needs)
    return paragraphs(asked(entry.needs, reader)) + Markup("<ul>{}</ul>").format(lines)


def _files(entry: reading.Entry) -> Markup:
    """The names of the files that came along. Their addresses are the page's: a feed reader keeps whatever it reads."""
    here = [file for file in entry.files if file.state != REFUSED]
    return paragraphs(gettext("Files, on your page: %(files)s", files=named(here)) if here else "")


def _heard(by: str, heard: str) -> Markup:
    if not heard:
        return Markup()
    return Markup("<p><b>{}</b></p><blockquote>{}</blockquote>").format(
        gettext("%(name)s heard:", name=by), languages.lines(heard)
    )


def _next(entry: reading.Entry, by: str, reader: Dated) -> Markup:
    """How the letter ends: when the next word comes, or the question."""
    if entry.kind == "letter" and entry.facts.get("due"):
        due = reader.moment(datetime.fromisoformat(str(entry.facts["due"])))
        if entry.facts.get("call"):
            return paragraphs(called_by(by, due, reader.customer))
        return paragraphs(gettext("%(name)s writes again by %(time)s.", name=by, time=due))
    asks = entry.kind == "letter" and entry.facts.get("asks")
    if not asks:
        return Markup()
    if reader.customer:
        return paragraphs(gettext("Is it solved? Only %(name)s can say so.", name=reader.customer))
    return paragraphs(gettext("Is it solved? Please say so on your page."))


def _late(ticket: Ticket, reader: Dated, company: str) -> list[FeedEntry]:
    """An entry for a promise that fell due without a letter, which is news in itself."""
    due = ticket.promised_at
    return [] if due is None or reader.now <= due else [_overdue(ticket, due, reader, company)]


def _overdue(ticket: Ticket, due: datetime, reader: Dated, company: str) -> FeedEntry:
    """A promise that was not kept, dated when it fell due; the same before and after the letter came."""
    told = gettext("It was promised for %(time)s, and stays marked as late.", time=reader.moment(due))
    key = f"ticket/{opaque_id(ticket.seed, 'late', int(due.timestamp()))}"
    return FeedEntry(key, gettext("The promised word is late"), due, company, paragraphs(told))
