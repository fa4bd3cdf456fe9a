"""How many look, by day: a small drawing, the same as a table, and a sentence that says it all."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader

KINDS = ("page", "card", "badge", "picture", "feed")
TALL = 88  # CSS pixels of the tallest bar
_GAP = 0.3  # of a day's width

Days = Sequence[tuple[date, dict[str, int]]]


def tell_visits(days: Days, followers: int, reader: Reader) -> dict[str, Any]:
    """``total``, ``said`` in a sentence, ``bars`` (in hundredths of the width, oldest first) and the table's ``rows``.

    ``kinds`` are the columns of the table: those that were looked at at all.
    """
    sums = [sum(kinds.values()) for _, kinds in days]
    total, most = sum(sums), max(sums, default=0)
    names = [_day(day, reader) for day, _ in days]
    kinds = [kind for kind in KINDS if any(found.get(kind) for _, found in days)]
    return {
        "total": total,
        "followers": followers,
        "said": ngettext("%(num)d look in %(days)s days", "%(num)d looks in %(days)s days", total, days=len(days)),
        "followed": ngettext(
            "At least %(num)d person follows the feed", "At least %(num)d people follow the feed", followers
        ),
        "bars": [_bar(at, len(days), number, most) for at, number in enumerate(sums)],
        "tall": TALL,
        "most": most,
        "first": names[0] if names else "",
        "last": gettext("today"),
        "kinds": [(kind, _words()[kind]) for kind in kinds],
        "rows": [
            {"day": name, "total": number, "kinds": [found.get(kind, 0) for kind in kinds]}
            for name, number, (_, found) in reversed(list(zip(names, sums, days, strict=True)))
        ],
    }


def _bar(at: int, days: int, number: int, most: int) -> dict[str, float]:
    wide = 100 / days
    height = max(round(TALL * number / most, 1), 3) if number else 1
    return {
        "x": round((at + _GAP / 2) * wide, 2),
        "width": round(wide * (1 - _GAP), 2),
        "y": TALL - height,
        "height": height,
        "number": number,
    }


def _day(day: date, reader: Reader) -> str:
    place = ZoneInfo(reader.zone)
    return times.day(datetime.combine(day, time(12), place), reader.zone, reader.now)


def _words() -> dict[str, str]:
    return {
        "page": gettext("Page"),
        "card": gettext("Card"),
        "badge": gettext("Badge"),
        "picture": gettext("Picture"),
        "feed": gettext("Feed"),
    }
