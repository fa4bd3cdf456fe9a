"""When a backup was last due, and when the next one is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from statuspage.config.backup_times import Every


def last_due(every: Every, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC), at or before now, at which one was due."""
    if every.at is None:
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + (now - midnight) // every.apart * every.apart
    today = now.astimezone(zone).date()
    found = [_on(today - timedelta(days=days), every, zone) for days in (0, 1)]
    return next(one for one in found if one <= now)


def _on(day: object, every: Every, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, every.at, zone).astimezone(UTC)  # type: ignore[arg-type]  # both are there
