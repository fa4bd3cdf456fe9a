"""How many look at a public view, by day: a small drawing, a table of the same, and one sentence that sums it up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader

KINDS = ("page", "card", "badge", "picture", "feed")
TALL = 88  # CSS pixels of the tallest bar
_GAP = 0.3  # of a day's width

Days = Sequence[tuple[date, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class VisitsBar:
    """One day in the drawing: ``x`` and ``width`` in hundredths of its width, ``y`` and ``height`` in CSS pixels."""

    x: float
    width: float
    y: float
    height: float
    number: int


@dataclass(frozen=True, slots=True)
class VisitsDay:
    """One row of the table; ``kinds`` are the numbers in the order of the table's columns."""

    day: str
    total: int
    kinds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class VisitsChart:
    """How many looked: ``said`` in a sentence, as ``bars`` (oldest first), and in a table of ``rows`` (newest first).

    ``kinds`` are the columns of the table, each with its name: only those with any visits. ``tall`` is the height of
    the tallest bar, ``most`` its number; ``first`` and ``last`` name the days at the two ends. ``followers`` follow the
    feed, ``mailed`` by mail.
    """

    total: int
    followers: int
    mailed: int
    said: str
    followed: str
    followed_by_mail: str
    bars: tuple[VisitsBar, ...]
    tall: int
    most: int
    first: str
    last: str
    kinds: tuple[tuple[str, str], ...]
    rows: tuple[VisitsDay, ...]


def tell_visits(days: Days, followers: int, reader: Reader, mailed: int = 0) -> VisitsChart:
    """The visits of these days, oldest first, in the reader's language."""
    sums = [sum(kinds.values()) for _, kinds in days]
    total, most = sum(sums), max(sums, default=0)
    names, words = [_day(day, reader) for day, _ in days], _words()
    kinds = [kind for kind in KINDS if any(found.get(kind) for _, found in days)]
    return VisitsChart(
        total=total,
        followers=followers,
        mailed=mailed,
        said=ngettext("%(num)d look in %(days)s days", "%(num)d looks in %(days)s days", total, days=len(days)),
        followed=ngettext(
            "At least %(num)d person follows the feed", "At least %(num)d people follow the feed", followers
        ),
        followed_by_mail=ngettext("%(num)d person follows by mail", "%(num)d people follow by mail", mailed),
        bars=tuple(_bar(at, len(days), number, most) for at, number in enumerate(sums)),
        tall=TALL,
        most=most,
        first=names[0] if names else "",
        last=gettext("today"),
        kinds=tuple((kind, words[kind]) for kind in kinds),
        rows=tuple(
            VisitsDay(name, number, tuple(found.get(kind, 0) for kind in kinds))
            for name, number, (_, found) in reversed(list(zip(names, sums, days, strict=True)))
        ),
    )


def _bar(at: int, days: int, number: int, most: int) -> VisitsBar:
    wide = 100 / days
    height = max(round(TALL * number / most, 1), 3) if number else 1
    return VisitsBar(
        x=round((at + _GAP / 2) * wide, 2),
        width=round(wide * (1 - _GAP), 2),
        y=TALL - height,
        height=height,
        number=number,
    )


def _day(day: date, reader: Reader) -> str:
    zone = ZoneInfo(reader.zone)
    return times.day(datetime.combine(day, time(12), zone), reader.zone, reader.now)


def _words() -> dict[str, str]:
    return {
        "page": gettext("Page"),
        "card": gettext("Card"),
        "badge": gettext("Badge"),
        "picture": gettext("Picture"),
        "feed": gettext("Feed"),
    }
