"""The lines that end an answer by mail, as an agent would type them; what reads mails understands each of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from statuspage.delivery.incoming.folding import spellings
from statuspage.delivery.incoming.spellings import Spellings
from statuspage.delivery.incoming.time_shapes import MONTHS, WEEKDAYS

_WEEK = 7  # days


def said_as(at: datetime, language: str, zone: str, now: datetime) -> str:
    """The line that promises this minute, by the clock of an IANA ``zone``: "next: tomorrow 17:00".

    Of an hour that comes twice, the line always means the first.
    """
    local, here = (one.astimezone(ZoneInfo(zone)) for one in (at, now))
    spelt = spellings(language)
    ahead = (local.date() - here.date()).days
    return f"{_shown(spelt.begins['next'])}: {_day(local, ahead, here.year, spelt)} {local:%H:%M}"


def asked_as(language: str) -> str:
    """The line that asks whether it is solved: "solved?"."""
    spelt = spellings(language)
    return f"{_shown(spelt.asks)}{spelt.mark}"


def _day(local: datetime, ahead: int, year: int, spelt: Spellings) -> str:
    if 0 <= ahead < _WEEK:
        name = ("today", "tomorrow")[ahead] if ahead < 2 else WEEKDAYS[local.weekday()]
        return _shown(spelt.times[name])
    date = spelt.date.format(day=local.day, month=_shown(spelt.times[MONTHS[local.month - 1]]))
    return date if local.year == year else f"{date} {local.year}"


def _shown(spelt: str) -> str:
    """The spelling that is shown, the first."""
    return spelt.partition("|")[0].strip()
