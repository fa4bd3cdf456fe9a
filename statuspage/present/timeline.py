"""The timeline of a public ticket: from the question to the next word, made only from what anyone may know.

It has the newest of the letters that may be read; where there are none, the steps. It is in the order of time, and
where the customer opened it again, that stands where it was.
"""

from dataclasses import dataclass
from datetime import datetime

from statuspage.domain.markdown import plain
from statuspage.domain.publication.ticket import REOPENED, PublicLetter, PublicTicket
from statuspage.present import steps, times
from statuspage.present.glance import AGAIN, ASKED, CLOSED, LATE, SOLVED, Glance
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

_EXCERPT = 170  # characters; the card shows two lines of them
_ROOM = 6  # steps on a card; of more, the oldest are left out


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """One point of the timeline; what is "" is not shown.

    ``kind`` is asked, letter, again, or gap (where something is left out); of a step done, now, passed, todo or silent;
    and of how things stand due, late, question, solved or closed. ``iso`` is the instant of ``when``.
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
        return asked + left_out + _words(ticket, reader) + stands
    walked = _steps(ticket, reader)
    if walked and seen.state in (SOLVED, CLOSED):
        return asked + walked
    gone = sum(point.kind not in ("todo", "silent") for point in walked)
    return asked + walked[:gone] + stands + walked[gone:]


def _words(ticket: PublicTicket, reader: Reader) -> list[TimelinePoint]:
    """The letters, and between them each time that it was opened again."""
    letters = [(letter.at, _letter(letter, reader)) for letter in ticket.letters]
    again = [
        (move.at, _at("again", gettext("Opened again"), move.at, reader))
        for move in ticket.moves
        if move.step == REOPENED and move.at > ticket.letters[-1].at
    ]
    return [point for _, point in sorted(letters + again, key=lambda found: found[0])]


def _letter(letter: PublicLetter, reader: Reader) -> TimelinePoint:
    title = gettext("%(name)s wrote", name=letter.by) if letter.by else gettext("A letter")
    text = _short(plain(letter.html))
    return TimelinePoint("letter", title, reader.moment(letter.at), times.iso(letter.at), text)


def _steps(ticket: PublicTicket, reader: Reader) -> list[TimelinePoint]:
    found = steps.public_way(ticket, reader) or []
    points = [TimelinePoint(item.state, item.label, item.by) for item in found]
    left_out = len(points) - _ROOM
    return [TimelinePoint("gap", gettext("Earlier steps")), *points[left_out + 1 :]] if left_out > 0 else points


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
