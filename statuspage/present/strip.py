"""The strip: the whole time since the customer asked, as positions from 0 to 100, with the same told in words.

Past time is to scale. What is still to come (the promise) keeps room at the end, so that a young ticket is readable.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from statuspage.domain.kinds import where
from statuspage.domain.reading import Mark, Reading
from statuspage.present import labels, times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader

Drawing = dict[str, Any]
Scale = Callable[[datetime], float]

_US, _YOU = where(is_word=True), where(turn="us")  # who wrote
_GAP = 1.5  # two points of one side nearer than this are drawn as one
_SEEN = 0.4  # a turn narrower than this is not seen
_PAST = (60.0, 88.0)  # where "now" stands while a promise is ahead
_DUE = 96.0
_MINUTE = timedelta(minutes=1)
_SHORT = timedelta(minutes=5)  # a silence not worth naming


def draw(reading: Reading, reader: Reader) -> Drawing:
    """The drawing of a ticket, as the macro ``strip`` takes it."""
    ticket = reading.ticket
    end = ticket.closed_at or reader.now
    due = ticket.promised_at if ticket.closed_at is None else None
    drawn_to = ticket.closed_at or _unhurried(ticket.opened_at, end, due)
    place = scale(ticket.opened_at, drawn_to, due)
    silence = _longest(reading, end)
    wrote = [("us" if mark.kind in _US else "you", mark.at) for mark in reading.marks if mark.kind in _US + _YOU]
    clock = clock_words(end - ticket.opened_at, ticket.closed_at is not None, reader)
    drawing = _drawing(ticket.opened_at, end, due, place, wrote, ticket.closed_at is not None, reader)
    drawing["turns"] = turns(reading.marks, end, place)
    if silence:
        begin, stop, running = silence
        text = gettext("%(span)s of silence", span=times.span(stop - begin))
        drawing["silence"] = {"x1": place(begin), "x2": place(stop), "text": text}
        drawing["caption"].append({"text": _silence_words(stop - begin, running), "strong": False})
    drawing["alt"] = _alt(clock, wrote, silence, due, reader)
    if reader.customer:
        drawing["you_text"] = gettext("with %(customer)s", customer=reader.customer)
        drawing["you_wrote_text"] = gettext("%(customer)s wrote", customer=reader.customer)
    return drawing


def scale(start: datetime, end: datetime, due: datetime | None) -> Scale:
    """Where an instant lies: 0 is ``start``; what is before or after the drawing is put at its edge."""
    whole = max((end - start).total_seconds(), 1.0)
    ahead = due is not None and due > end
    last = 100.0
    if due is not None and ahead:
        share = 100 * whole / max((due - start).total_seconds(), 1.0)
        last = min(max(share, _PAST[0]), _PAST[1])

    def place(at: datetime) -> float:
        if due is not None and ahead and at >= due:
            return _DUE
        return round(min(max((at - start).total_seconds() / whole, 0.0), 1.0) * last, 1)

    return place


def _unhurried(start: datetime, end: datetime, due: datetime | None) -> datetime:
    """The end by steps too small to be seen: a drawing stays the same between them. Never before a ``due`` that passed.

    A step is a minute, doubled while it is less than a 400th of the whole.
    """
    whole = (end - start) // _MINUTE
    step = 1 << max((whole // 400).bit_length() - 1, 0)
    stepped = start + whole // step * step * _MINUTE
    return max(stepped, due) if due is not None and due <= end else stepped


def turns(marks: Iterable[Mark], end: datetime, place: Scale) -> list[dict[str, Any]]:
    """Whose turn each stretch was, neighbours of one kind joined."""
    changes = [(place(mark.at), mark.turn) for mark in marks if mark.turn]
    stops = [x for x, _ in changes[1:]] + [place(end)]
    joined: list[dict[str, Any]] = []
    for (x, kind), stop in zip(changes, stops, strict=True):
        if joined and (joined[-1]["kind"] == kind or stop - x < _SEEN):
            joined[-1]["x2"] = stop
        else:
            joined.append({"x1": x, "x2": stop, "kind": kind})
    return [turn for turn in joined if turn["x2"] > turn["x1"]]


def points(wrote: Iterable[tuple[str, datetime]], place: Scale) -> list[dict[str, Any]]:
    """Who wrote when; what one side wrote in quick succession is one point."""
    drawn: list[dict[str, Any]] = []
    for kind, at in wrote:
        x = place(at)
        if not (drawn and drawn[-1]["kind"] == kind and x - drawn[-1]["x"] < _GAP):
            drawn.append({"x": x, "kind": kind})
    return drawn


def clock_words(length: timedelta, ended: bool, reader: Reader) -> Markup:
    """ "3 days 4 hours since you told us", the time itself in bold."""
    span = Markup("<b>{}</b>").format(times.span(length))
    if ended:
        return Markup(gettext("%(span)s from the first word to the last", span=span))  # noqa: S704 - words of our own
    if reader.customer:
        name = Markup.escape(reader.customer)
        return Markup(gettext("%(span)s since %(customer)s told us", span=span, customer=name))  # noqa: S704
    return Markup(gettext("%(span)s since you told us", span=span))  # noqa: S704 - words of our own


def _drawing(
    start: datetime,
    end: datetime,
    due: datetime | None,
    place: Scale,
    wrote: list[tuple[str, datetime]],
    ended: bool,
    reader: Reader,
) -> Drawing:
    late = due is not None and reader.now > due
    return {
        "points": points(wrote, place),
        "turns": [],
        "silence": None,
        "due": {"x": place(due), "late": late} if due else None,
        "due_text": (gettext("promised, late") if late else gettext("promised")) if due else "",
        "now": None if ended else place(end),
        "labels": labels.under(start, end, place, ended, reader),
        "caption": [{"text": clock_words(end - start, ended, reader), "strong": False}],
    }


def _longest(reading: Reading, end: datetime) -> tuple[datetime, datetime, bool] | None:
    """The longest silence, and whether it is the one that still runs."""
    ticket = reading.ticket
    found = None
    if ticket.longest_silence_from is not None:
        stop = ticket.longest_silence_from + timedelta(seconds=ticket.longest_silence)
        found = (ticket.longest_silence_from, stop, False)
    if ticket.silent_since is not None and ticket.closed_at is None:
        running = (ticket.silent_since, end, True)
        found = running if found is None or end - ticket.silent_since > found[1] - found[0] else found
    return found if found and found[1] - found[0] >= _SHORT else None


def _silence_words(length: timedelta, running: bool) -> str:
    span = times.span(length)
    if running:
        return gettext("longest silence %(span)s, and it still lasts", span=span)
    return gettext("longest silence %(span)s", span=span)


def _alt(
    clock: Markup,
    wrote: list[tuple[str, datetime]],
    silence: tuple[datetime, datetime, bool] | None,
    due: datetime | None,
    reader: Reader,
) -> str:
    """Everything that the drawing shows, in words."""
    us = sum(kind == "us" for kind, _ in wrote)
    parts = [clock.striptags()]
    if us:
        parts.append(ngettext("%(num)s letter from us", "%(num)s letters from us", us))
    if any(kind == "you" for kind, _ in wrote):
        yours = len(wrote) - us
        parts.append(
            ngettext("%(customer)s wrote once", "%(customer)s wrote %(num)s times", yours, customer=reader.customer)
            if reader.customer
            else ngettext("you wrote once", "you wrote %(num)s times", yours)
        )
    if silence:
        begin, stop, running = silence
        parts.append(_silence_words(stop - begin, running))
        since, until = reader.moment(begin), reader.moment(stop)
        span = gettext("from %(begin)s to %(end)s", begin=since, end=until)
        parts.append(gettext("it began %(begin)s", begin=since) if running else span)
    if due:
        parts.append(gettext("next word promised for %(time)s", time=reader.moment(due)))
    return gettext("; ").join(parts)
