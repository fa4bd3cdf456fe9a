"""Which backups stay: all of the last 24 hours, the last of each of so many days and weeks, and the newest always."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from statuspage.backups.shelves import Backup
from statuspage.config.backup_times import Keep

_LATELY = timedelta(hours=24)


def to_delete(kept: Sequence[Backup], keep: Keep, now: datetime, zone: ZoneInfo) -> list[Backup]:
    """Those of these that need not stay. Days and weeks (from Monday on) are those of this zone.

    Counted are days and weeks that have a backup, so that nothing goes while none is made.
    """
    newest_first = sorted(kept, key=lambda one: one.at, reverse=True)
    staying = {one.name for one in newest_first[:1]}
    staying |= {one.name for one in newest_first if one.at > now - _LATELY}
    for most, span in ((keep.days, "%Y-%m-%d"), (keep.weeks, "%G-%V")):
        last: dict[str, str] = {}
        for one in newest_first:
            last.setdefault(one.at.astimezone(zone).strftime(span), one.name)
        staying |= set(list(last.values())[:most])
    return [one for one in newest_first if one.name not in staying]
