"""The words under the strip: its beginning, now, and the days between, as many as fit without touching."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.present import times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

NARROW = 274  # CSS pixels: the width of the drawing on a screen of 320
WIDE = 560  # CSS pixels: its width from 42rem on, where minor labels are shown too
_LETTER = 7.4  # CSS pixels: an average capital or Arabic letter at 12.5px, rather too wide than too narrow
_AIR = 10  # CSS pixels between two labels
_STEPS = (1, 2, 7, 14, 28, 91, 364)
_MOST = 12  # days tried


@dataclass(frozen=True, slots=True)
class StripLabel:
    """One label: ``x`` is 0 to 100, ``anchor`` is SVG's text-anchor, a ``minor`` one is shown on wide screens only."""

    x: float
    text: str
    anchor: str
    minor: bool = False


def under(
    start: datetime, end: datetime, x_of: Callable[[datetime], float], ended: bool, reader: Reader
) -> tuple[StripLabel, ...]:
    """Labels from left to right. Those that fit a wide screen only are ``minor``."""
    last = x_of(end)
    end_text = reader.day(end) if ended else gettext("now")
    placed = [StripLabel(last, end_text, "end" if last > 90 else "start" if last < 10 else "middle")]
    _add(placed, StripLabel(0.0, _start_text(start, end, reader), "start"), NARROW)
    days = [StripLabel(x_of(at), reader.day(at), "middle") for at in _midnights(start, end, reader.zone)]
    for label in days:
        _add(placed, label, NARROW)
    for label in days:
        if label not in placed:
            _add(placed, replace(label, minor=True), WIDE)
    return tuple(sorted(placed, key=lambda label: label.x))


def extent(label: StripLabel, width: int) -> tuple[float, float]:
    """From where to where a label reaches, in hundredths of a drawing of this width; an estimate on the safe side."""
    share = 100 * _LETTER * len(label.text) / width
    begin = label.x - {"start": 0.0, "middle": share / 2, "end": share}[label.anchor]
    return begin, begin + share


def _add(placed: list[StripLabel], label: StripLabel, width: int) -> None:
    """Put a label where it touches no other, and does not reach beyond the drawing."""
    begin, end = extent(label, width)
    air = 100 * _AIR / width
    free = all(end + air <= left or right + air <= begin for left, right in (extent(other, width) for other in placed))
    if free and begin >= 0 and end <= 100:
        placed.append(label)


def _start_text(start: datetime, end: datetime, reader: Reader) -> str:
    zone = ZoneInfo(reader.zone)
    one_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    return times.clock(start, reader.zone) if one_day else reader.day(start)


def _midnights(start: datetime, end: datetime, zone: str) -> Iterator[datetime]:
    """The beginnings of days between the two, evenly spaced and at most a dozen, in UTC."""
    clock = ZoneInfo(zone)
    first = start.astimezone(clock).date()
    days = (end.astimezone(clock).date() - first).days
    step = next((step for step in _STEPS if days / step <= _MOST), max(days // _MOST, 1))
    for ahead in range(step, days + 1, step):
        yield datetime.combine(first + timedelta(days=ahead), time(), clock).astimezone(UTC)
