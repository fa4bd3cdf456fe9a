"""A company's weeks: from Monday to Sunday by its own clock, also when the clocks change in between."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SPAN = 12  # weeks that are looked at together
_WEEK = timedelta(weeks=1)


def finished(zone: str, now: datetime, count: int = SPAN) -> tuple[date, ...]:
    """The Mondays of the last ``count`` weeks that are over in this zone, oldest first."""
    monday = _monday(now.astimezone(ZoneInfo(zone)).date())
    return tuple(monday - _WEEK * ago for ago in range(count, 0, -1))


def block(weeks: tuple[date, ...]) -> tuple[date, ...]:
    """The last block of ``SPAN`` weeks that ends with these weeks or before; blocks never overlap.

    They are counted from the first Monday of the year 1, so that they are the same whenever one looks.
    """
    after = weeks[-1] + _WEEK
    end = after - _WEEK * (after.toordinal() // 7 % SPAN)
    return tuple(end - _WEEK * ago for ago in range(SPAN, 0, -1))


def bounds(weeks: tuple[date, ...], zone: str) -> tuple[datetime, ...]:
    """Where these weeks begin, and where the last one ends: UTC instants, one more than there are weeks."""
    place = ZoneInfo(zone)
    mondays = (*weeks, weeks[-1] + _WEEK)
    return tuple(datetime.combine(monday, time(), place).astimezone(UTC) for monday in mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
