"""The words under the strip: where it begins, now, and the days between, as many as fit without touching."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from statuspage.present import times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

NARROW = 274  # pixels that the drawing has on a screen of 320
WIDE = 560  # and from 42rem on, where minor labels are shown too
_LETTER = 7.4  # pixels, an average capital or Arabic letter at 12.5px, generously
_AIR = 10
_STEPS = (1, 2, 7, 14, 28, 91, 364)
_MOST = 12  # days tried

Label = dict[str, Any]


def under(
    start: datetime, end: datetime, place: Callable[[datetime], float], ended: bool, reader: Reader
) -> list[Label]:
    """Labels from left to right. Those that only fit a wide screen are ``minor``."""
    last = place(end)
    end_text = reader.day(end) if ended else gettext("now")
    placed = [_label(last, end_text, "end" if last > 90 else "start" if last < 10 else "middle")]
    _add(placed, _label(0.0, _start_text(start, end, reader), "start"), NARROW)
    days = [_label(place(at), reader.day(at), "middle") for at in _midnights(start, end, reader.zone)]
    for label in days:
        _add(placed, label, NARROW)
    for label in days:
        if label not in placed:
            _add(placed, {**label, "minor": True}, WIDE)
    return sorted(placed, key=lambda label: label["x"])


def extent(label: Label, width: int) -> tuple[float, float]:
    """From where to where a label reaches, in hundredths of a drawing of this width; an estimate on the safe side."""
    share = 100 * _LETTER * len(label["text"]) / width
    begin = label["x"] - {"start": 0.0, "middle": share / 2, "end": share}[label["anchor"]]
    return begin, begin + share


def _add(placed: list[Label], label: Label, width: int) -> None:
    """Put a label where it touches no other, and does not reach beyond the drawing."""
    begin, end = extent(label, width)
    air = 100 * _AIR / width
    free = all(end + air <= left or right + air <= begin for left, right in (extent(other, width) for other in placed))
    if free and begin >= 0 and end <= 100:
        placed.append(label)


def _label(x: float, text: str, anchor: str) -> Label:
    return {"x": x, "text": text, "anchor": anchor, "minor": False}


def _start_text(start: datetime, end: datetime, reader: Reader) -> str:
    zone = ZoneInfo(reader.zone)
    one_day = start.astimezone(zone).date() == end.astimezone(zone).date()
    return times.clock(start, reader.zone) if one_day else reader.day(start)


def _midnights(start: datetime, end: datetime, zone: str) -> Iterator[datetime]:
    """The beginnings of days between the two, a dozen at the most, evenly apart."""
    place = ZoneInfo(zone)
    first = start.astimezone(place).date()
    days = (end.astimezone(place).date() - first).days
    step = next((step for step in _STEPS if days / step <= _MOST), max(days // _MOST, 1))
    for ahead in range(step, days + 1, step):
        yield datetime.combine(first + timedelta(days=ahead), time(), place).astimezone(UTC)
