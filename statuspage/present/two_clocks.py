"""An instant as it stands by one clock beside another: where "today" would be two days, both name the weekday."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from statuspage.present import times
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class TwoClocks:
    """The time of day at a customer and at an agent, who has ``own`` only where the two differ.

    Where it is another day there, each has its day, "Mon"; else these are "".
    """

    theirs: str
    their_day: str
    own: str
    own_day: str


def now_by_both(zone: str, own: str, now: datetime) -> TwoClocks:
    """The time of day by the customer's clock and by one's own."""
    theirs, mine = (now.astimezone(ZoneInfo(one)).replace(tzinfo=None) for one in (zone, own))
    if theirs == mine:
        return TwoClocks(times.clock(now, zone), "", "", "")
    days = ("", "") if share_days(now, zone, own, now) else (times.day(now, zone, now), times.day(now, own, now))
    return TwoClocks(times.clock(now, zone), days[0], times.clock(now, own), days[1])


def beside(at: datetime, zone: str, other: str, now: datetime) -> str:
    """When that is by the clock of ``zone``, as it stands beside the same by the ``other``: "tomorrow, 19:00"; with the
    weekday, "Mon, 19:00", where the two do not share their days.
    """
    if share_days(at, zone, other, now):
        return times.moment(at, zone, now)
    return gettext("%(day)s, %(time)s", day=times.day(at, zone, now), time=times.clock(at, zone))


def share_days(at: datetime, zone: str, other: str, now: datetime) -> bool:
    """Whether this instant is of one day by both clocks, and ``now`` is too: then "tomorrow" is one day for both."""
    zones = ZoneInfo(zone), ZoneInfo(other)
    return all(len({then.astimezone(zone).date() for zone in zones}) == 1 for then in (at, now))
