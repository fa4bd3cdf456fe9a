"""When an agent is in and it is day where a customer is: the times at which a promise suits both."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.domain.people.agents import Hours, Span, times_in
from statuspage.domain.people.away import Away, without

DAY = (time(8), time(20))  # nobody asks customers for their hours: a decent time to be written to, on any day
_AHEAD = 9  # days


def common_hours(hours: Hours, zone: str, customer_zone: str, now: datetime, away: Sequence[Away] = ()) -> list[Span]:
    """The spans (UTC) in both people's hours from ``now`` on, over a week; each lies in one day of the customer's.

    An agent who gives no hours is always in, unless they are ``away``.
    """
    there = ZoneInfo(customer_zone)
    today = now.astimezone(there).date()
    days = [today + timedelta(days=ahead) for ahead in range(_AHEAD)]
    theirs = [_span(datetime.combine(day, DAY[0], there), datetime.combine(day, DAY[1], there)) for day in days]
    always = without([(now, theirs[-1][1])], away)
    ours = times_in(hours, zone, now, away) if any(hours.values()) else always
    both = [(max(a[0], b[0], now), min(a[1], b[1])) for a in theirs for b in ours]
    return [span for span in both if span[0] < span[1]]


def _span(begins: datetime, ends: datetime) -> Span:
    return begins.astimezone(UTC), ends.astimezone(UTC)
