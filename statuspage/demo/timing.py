"""Working time: everything in the demo happens within somebody's hours, whatever the hour at which it is loaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from statuspage.domain.people.agents import DAYS

_ROUND = 30  # minutes; people promise the full or the half hour
_DAY = timedelta(days=1)
_SEARCHED = 400  # days in which working time is looked for


@dataclass(frozen=True, slots=True)
class Pace:
    """When a person is about: ``hours`` as an agent has them, by the clock of ``zone``."""

    zone: str
    hours: Mapping[str, list[str]]

    def back(self, at: datetime, minutes: int) -> datetime:
        """The instant (UTC) after which ``minutes`` of this person's time pass until ``at``."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._spans(at, -_DAY):
            end = min(at, closes)
            if end - opens >= left:
                return end - left
            left -= max(end - opens, timedelta())
        raise ValueError(f"no hours in {self.zone} for {_SEARCHED} days")

    def ahead(self, at: datetime, minutes: int) -> datetime:
        """The instant (UTC) at which ``minutes`` of this person's time will have passed since ``at``."""
        left = timedelta(minutes=minutes)
        for opens, closes in self._spans(at, _DAY):
            begin = max(at, opens)
            if closes - begin >= left:
                return begin + left
            left -= max(closes - begin, timedelta())
        raise ValueError(f"no hours in {self.zone} for {_SEARCHED} days")

    def round_time(self, at: datetime, minutes: int) -> datetime:
        """The full or half hour that is ``minutes`` ahead of ``at`` or a little more; a negative number looks back."""
        if minutes < 0:
            found = self.back(at, -minutes)
            return found - timedelta(minutes=self._past(found))
        found = self.ahead(at, minutes)
        return found + timedelta(minutes=-self._past(found) % _ROUND)

    def wall(self, at: datetime) -> str:
        """The instant as this person's clock shows it: "2026-11-26T17:00"."""
        return at.astimezone(ZoneInfo(self.zone)).strftime("%Y-%m-%dT%H:%M")

    def _past(self, at: datetime) -> int:
        return at.astimezone(ZoneInfo(self.zone)).minute % _ROUND

    def _spans(self, at: datetime, step: timedelta) -> Iterator[tuple[datetime, datetime]]:
        place = ZoneInfo(self.zone)
        day = at.astimezone(place).date()
        for _ in range(_SEARCHED):
            if span := self.hours.get(DAYS[day.weekday()]):
                yield _instant(day, span[0], place), _instant(day, span[1], place)
            day += step


def _instant(day: date, wall: str, place: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(wall), place).astimezone(UTC)
