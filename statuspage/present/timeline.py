"""The timeline of a public ticket: from the question to the next word, made only from what anyone may know.

It has the newest of the letters that may be read; where there are none, the steps. It is in the order of time.
"""

from dataclasses import dataclass
from datetime import datetime

from statuspage.domain.markdown import plain
from statuspage.domain.publication.ticket import PublicLetter, PublicTicket
from statuspage.present import steps, times
from statuspage.present.glance import AGAIN, ASKED, CLOSED, LATE, SOLVED, Glance
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

_EXCERPT = 170  # characters; the card shows two lines of them


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """One point of the timeline; what is "" is not shown.

    ``kind`` is asked, letter, or gap (where letters are left out); of a step done, now, passed, todo or silent; and of
    how things stand due, late, question, solved or closed. ``iso`` is the instant of ``when``.
    """

    kind: str
    title: str
    when: str = ""
    iso: str = ""
    text: str = ""


def timeline(ticket: PublicTicket, seen: Glance, reader: Reader) -> list[TimelinePoint]:
    """The points of this ticket's timeline, the oldest first, and what is still to come after them."""
    asked = [_at("asked", gettext("The customer asked"), ticket.asked_at, reader)] if ticket.asked_at else []
    stands = _stands(ticket, seen, reader)
    if ticket.letters:
        left_out = [TimelinePoint("gap", gettext("Earlier letters"))] if ticket.older else []
        return asked + left_out + [_letter(letter, reader) for letter in reversed(ticket.letters)] + stands
    walked = _steps(ticket, reader)
    if walked and seen.state in (SOLVED, CLOSED):
        return asked + walked
    gone = sum(point.kind in ("done", "now", "passed") for point in walked)
    return asked + walked[:gone] + stands + walked[gone:]


def _letter(letter: PublicLetter, reader: Reader) -> TimelinePoint:
    title = gettext("%(name)s wrote", name=letter.by) if letter.by else gettext("A letter")
    text = _short(plain(letter.html))
    return TimelinePoint("letter", title, reader.moment(letter.at), times.iso(letter.at), text)


def _steps(ticket: PublicTicket, reader: Reader) -> list[TimelinePoint]:
    found = steps.public_items(ticket, reader) or []
    return [TimelinePoint(item.state, item.label, item.by) for item in found]


def _stands(ticket: PublicTicket, seen: Glance, reader: Reader) -> list[TimelinePoint]:
    """How things stand: the next word, the question whether it is solved, or the answer."""
    if seen.state in (SOLVED, CLOSED):
        return [_at(seen.state, seen.word, ticket.ended_at, reader)]
    if seen.state == ASKED:
        asks = gettext("%(name)s asks: is it solved?", name=seen.asker) if seen.asker else gettext("Is it solved?")
        return [TimelinePoint("question", asks, text=seen.word)]
    if seen.state == AGAIN:
        return [TimelinePoint("question", seen.word)]
    return [TimelinePoint("late" if seen.state == LATE else "due", seen.word)] if seen.word else []


def _at(kind: str, title: str, at: datetime | None, reader: Reader) -> TimelinePoint:
    return TimelinePoint(kind, title, reader.moment(at), times.iso(at)) if at else TimelinePoint(kind, title)


def _short(text: str) -> str:
    """The beginning of a text, cut between words."""
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rsplit(" ", 1)[0].rstrip(" .,;:–-") + "…"
