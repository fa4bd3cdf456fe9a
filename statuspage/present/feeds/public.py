"""The entries of a public feed, made only from what anyone may know: letters, handovers, and how things stand."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication.ticket import PublicHandover, PublicLetter, PublicTicket
from statuspage.domain.tickets import elapsed
from statuspage.present import glance, steps, times
from statuspage.present.feeds.feed import Dated, FeedEntry, newest_first, paragraphs
from statuspage.present.languages import gettext


def entries(
    ticket: PublicTicket, reader: Dated, page: str, *, first: bool, corrected: Sequence[PublicLetter] = ()
) -> list[FeedEntry]:
    """The entries, newest first; those of the ``first`` page tell how things stand too. ``page`` is the public page.

    ``corrected`` are letters of closed pages whose words have changed: they come anew, under the names that they have.
    """
    told = [(letter.version, _letter(ticket, letter, reader, page)) for letter in (*ticket.letters, *corrected)]
    told += [(handover.version, _handover(ticket, handover, page)) for handover in ticket.handovers]
    written = [entry for _, entry in sorted(told, key=lambda one: one[0], reverse=True)]
    return newest_first(written, _stand(ticket, reader, page) + _late(ticket, reader, page) if first else ())


def _letter(ticket: PublicTicket, letter: PublicLetter, reader: Dated, page: str) -> FeedEntry:
    """A letter, and how it ends: the step that it moved the ticket to, and when the next word comes."""
    key = opaque_id(ticket.seed, "letter", letter.version)
    step = steps.moved(letter.step, reader) if letter.step else ""
    ends = paragraphs(
        glance.headline(glance.ASKED, letter.by) if letter.step == "solved" else step,
        glance.next_word(letter.due_at, reader) if letter.due_at else "",
    )
    return FeedEntry(
        name=f"public/{key}",
        title=gettext("%(name)s wrote", name=letter.by or glance.someone(ticket)),
        at=letter.at,
        author=letter.by or glance.someone(ticket),
        html=Markup(letter.html) + ends,  # noqa: S704 - cleaned at writing
        link=f"{page}#{key}" if page else "",
        corrected_at=letter.corrected_at,
    )


def _handover(ticket: PublicTicket, handover: PublicHandover, page: str) -> FeedEntry:
    key = opaque_id(ticket.seed, "owner", handover.version)
    title = gettext("%(name)s looks after this now", name=handover.name)
    return FeedEntry(f"public/{key}", title, handover.at, handover.name, paragraphs(title), page)


def _stand(ticket: PublicTicket, reader: Dated, page: str) -> list[FeedEntry]:
    """How things stand (step, promise, or end) as one entry; none where a letter of that instant tells it."""
    promise, due = ticket.promise, ticket.promise.due_at if ticket.promise else None
    at = max((at for at in (ticket.step_at, promise and promise.made_at, ticket.ended_at) if at), default=None)
    if at is None or any(letter.at == at for letter in ticket.letters):
        return []
    who, state = _who(ticket), glance.state_of(ticket, reader.now)
    calm = glance.OPEN if state == glance.LATE else state
    parts = _parts(ticket, calm, due, reader)
    key = opaque_id(ticket.seed, "stand", calm, ticket.step, due)
    title = " · ".join([glance.headline(calm, glance.credited(ticket, calm)), *parts[:1]])
    return [FeedEntry(f"public/{key}", title, at, who or glance.someone(ticket), paragraphs(*parts) or title, page)]


def _late(ticket: PublicTicket, reader: Dated, page: str) -> list[FeedEntry]:
    """An entry for a promise that fell due without a letter, which is news in itself."""
    due, state = ticket.promise.due_at if ticket.promise else None, glance.state_of(ticket, reader.now)
    if due is None or state != glance.LATE:
        return []
    told = gettext("It was promised for %(time)s, and stays marked as late.", time=reader.moment(due))
    html = paragraphs(told, glance.score(ticket, state))
    key, author = opaque_id(ticket.seed, "overdue", due), _who(ticket) or glance.someone(ticket)
    return [FeedEntry(f"public/{key}", gettext("The promised word is late"), due, author, html, page)]


def _parts(ticket: PublicTicket, state: str, due: datetime | None, reader: Dated) -> list[str]:
    parts = []
    if state == glance.AGAIN:
        return [glance.word(ticket, state, reader)]
    if ticket.is_open and ticket.step:
        parts.append(steps.moved(ticket.step, reader))
    if ticket.is_open and due is not None:
        parts.append(glance.next_word(due, reader))
    if not ticket.is_open:
        length = times.span(elapsed(ticket.asked_at, ticket.ended_at, reader.now)) if ticket.asked_at else ""
        parts.append(glance.word(ticket, state, reader))
        parts.append(gettext("%(count)s %(since)s", count=length, since=glance.since(state)) if length else "")
        parts.append(glance.score(ticket, state))
    return [part for part in parts if part]


def _who(ticket: PublicTicket) -> str:
    return ticket.owner.name if ticket.owner else ""
