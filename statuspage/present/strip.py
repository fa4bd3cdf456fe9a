"""The strip: the whole time since the customer asked, as a drawing, with the same told in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from statuspage.domain.kinds import where
from statuspage.domain.reading import Reading
from statuspage.present import labels, times
from statuspage.present.labels import StripLabel
from statuspage.present.languages import gettext, ngettext
from statuspage.present.positions import Scale, StripPoint, StripTurn, points, scale, turns, unhurried
from statuspage.present.reader import Reader

_US = where(is_word=True)  # the kinds by which each side writes
_YOU = where(turn="us") + where(by="customer", turn="said")
_SHORT = timedelta(minutes=5)  # a silence that is not worth naming

Wrote = list[tuple[str, datetime]]  # "us" or "you", and when


@dataclass(frozen=True, slots=True)
class StripSilence:
    """The longest silence, from ``x1`` to ``x2``."""

    x1: float
    x2: float
    text: str


@dataclass(frozen=True, slots=True)
class StripDue:
    """The open promise."""

    x: float
    late: bool


@dataclass(frozen=True, slots=True)
class StripDrawing:
    """What the macro ``strip`` draws. Every position is 0 to 100; ``now`` is None for a ticket that has ended.

    ``caption`` stands below, and begins with the ``clock``: how long it takes, and since when it is with the customer.
    ``alt`` says in words all that is drawn. ``you_text`` and ``you_wrote_text`` are what the
    legend says instead of "you"; "" for the customer.
    """

    points: tuple[StripPoint, ...]
    turns: tuple[StripTurn, ...]
    silence: StripSilence | None
    due: StripDue | None
    due_text: str
    now: float | None
    labels: tuple[StripLabel, ...]
    clock: tuple[str | Markup, ...]
    caption: tuple[str | Markup, ...]
    alt: str
    you_text: str
    you_wrote_text: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A time in which nobody wrote to the customer; ``running`` when it still lasts."""

    begin: datetime
    end: datetime
    running: bool = False

    @property
    def length(self) -> timedelta:
        return self.end - self.begin

    def words(self) -> str:
        """How long it was, in the reader's language."""
        span = times.span(self.length)
        if self.running:
            return gettext("longest silence %(span)s, and it still lasts", span=span)
        return gettext("longest silence %(span)s", span=span)


def draw(reading: Reading, reader: Reader) -> StripDrawing:
    """The drawing of a ticket for this reader."""
    ticket = reading.ticket
    ended = ticket.closed_at is not None
    end = ticket.closed_at or reader.now
    due = None if ended else ticket.promised_at
    x_of = scale(ticket.opened_at, ticket.closed_at or unhurried(ticket.opened_at, end, due), due)
    late = due is not None and reader.now > due
    silence = _longest(reading, end)
    length, yours = clock_words(end - ticket.opened_at, ended, reader), _yours(reading, reader)
    clock = (length, *yours)
    wrote: Wrote = [("us" if mark.kind in _US else "you", mark.at) for mark in reading.marks if mark.kind in _US + _YOU]
    return StripDrawing(
        points=points(wrote, x_of),
        turns=turns(reading.marks, end, x_of),
        silence=_drawn(silence, x_of) if silence else None,
        due=StripDue(x_of(due), late) if due else None,
        due_text=(gettext("promised, late") if late else gettext("promised")) if due else "",
        now=None if ended else x_of(end),
        labels=labels.under(ticket.opened_at, end, x_of, ended, reader),
        clock=clock,
        caption=(*clock, silence.words()) if silence else clock,
        alt=_alt((length.striptags(), *yours), wrote, silence, due, reader),
        you_text=gettext("with %(customer)s", customer=reader.customer) if reader.customer else "",
        you_wrote_text=gettext("%(customer)s wrote", customer=reader.customer) if reader.customer else "",
    )


def clock_words(length: timedelta, ended: bool, reader: Reader) -> Markup:
    """ "3 days 4 hours since you told us", the time itself in bold."""
    span = Markup("<b>{}</b>").format(times.span(length))
    if ended:
        return Markup(gettext("%(span)s from the first word to the last", span=span))  # noqa: S704 - words of our own
    if reader.customer:
        name = Markup.escape(reader.customer)
        return Markup(gettext("%(span)s since %(customer)s told us", span=span, customer=name))  # noqa: S704
    return Markup(gettext("%(span)s since you told us", span=span))  # noqa: S704 - words of our own


def _yours(reading: Reading, reader: Reader) -> tuple[str, ...]:
    """Since when it is the customer's turn, while it is: the clock goes on all the same."""
    if _turn(reading) != "you" or not reading.ticket.is_open:
        return ()
    since = None
    for mark in reversed(reading.marks):
        if mark.turn not in ("", "you"):
            break
        since = mark.at if mark.turn else since
    if since is None:
        return ()
    told = reader.moment(since)
    if reader.customer:
        return (gettext("with %(customer)s since %(time)s", customer=reader.customer, time=told),)
    return (gettext("with you since %(time)s", time=told),)


def _turn(reading: Reading) -> str:
    """Whose turn it is; for a companion, as far as what they may know has moved it."""
    if reading.holder.is_customer:
        return reading.ticket.turn
    return next((mark.turn for mark in reversed(reading.marks) if mark.turn), "")


def _longest(reading: Reading, end: datetime) -> Silence | None:
    """The longest silence so far, unless it is too short to name; at most the one that still runs."""
    ticket = reading.ticket
    found = None
    if ticket.longest_silence_from is not None:
        stop = ticket.longest_silence_from + timedelta(seconds=ticket.longest_silence)
        found = Silence(ticket.longest_silence_from, stop)
    if ticket.silent_since is not None and ticket.closed_at is None:
        running = Silence(ticket.silent_since, end, running=True)
        found = running if found is None or running.length > found.length else found
    return found if found and found.length >= _SHORT else None


def _drawn(silence: Silence, x_of: Scale) -> StripSilence:
    text = gettext("%(span)s of silence", span=times.span(silence.length))
    return StripSilence(x_of(silence.begin), x_of(silence.end), text)


def _alt(clock: tuple[str, ...], wrote: Wrote, silence: Silence | None, due: datetime | None, reader: Reader) -> str:
    """Everything that the drawing shows, in words."""
    parts = [*clock, *_who_wrote([kind for kind, _ in wrote], reader)]
    if silence:
        since, until = reader.moment(silence.begin), reader.moment(silence.end)
        span = gettext("from %(begin)s to %(end)s", begin=since, end=until)
        parts += [silence.words(), gettext("it began %(begin)s", begin=since) if silence.running else span]
    if due:
        parts.append(gettext("next word promised for %(time)s", time=reader.moment(due)))
    return gettext("; ").join(parts)


def _who_wrote(kinds: list[str], reader: Reader) -> list[str]:
    """How often each side wrote, where it wrote at all."""
    us, yours = kinds.count("us"), kinds.count("you")
    ours = [ngettext("%(num)s letter from us", "%(num)s letters from us", us)] if us else []
    if not yours:
        return ours
    if reader.customer:
        words = ngettext("%(customer)s wrote once", "%(customer)s wrote %(num)s times", yours, customer=reader.customer)
        return [*ours, words]
    return [*ours, ngettext("you wrote once", "you wrote %(num)s times", yours)]
