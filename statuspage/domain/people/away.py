"""When somebody is away from their work, as whoever asks for their hours needs it: from, until, and who covers.

It is what their absences add up to (see ``domain/absences/``), and stands on their own row, beside their hours.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

_Span = tuple[datetime, datetime]  # from and to, in UTC


class Away(NamedTuple):
    """From when (UTC) until when somebody is away: at ``ends`` they are back. ``cover_id`` is None if nobody covers."""

    begins: datetime
    ends: datetime
    cover_id: int | None = None

    @property
    def span(self) -> _Span:
        return self.begins, self.ends

    def meets(self, begins: datetime, ends: datetime) -> bool:
        """Whether any instant of it lies within these. What ends as the other begins does not meet it."""
        return self.begins < ends and begins < self.ends


def written(away: Iterable[Away]) -> list[str]:
    """These as the column of an agent takes them, the earliest first."""
    return [f"{one.begins.isoformat()} {one.ends.isoformat()} {one.cover_id or ''}".strip() for one in sorted(away)]


def read_away(stored: Sequence[str]) -> tuple[Away, ...]:
    """What ``written`` has written."""
    return tuple(_read(*one.split()) for one in stored)


def _read(begins: str, ends: str, cover: str = "") -> Away:
    return Away(datetime.fromisoformat(begins), datetime.fromisoformat(ends), int(cover) if cover else None)


def away_at(away: Iterable[Away], at: datetime) -> Away | None:
    """The absence in which this instant lies; None where they are not away."""
    return next((one for one in away if one.begins <= at < one.ends), None)


def away_then(away: Iterable[Away], due: datetime) -> Away | None:
    """The absence into which a promise for this instant falls; None for none.

    One for the very moment at which they go can be kept; one for that at which they are back cannot.
    """
    return next((one for one in away if one.begins < due <= one.ends), None)


def turns(away: Iterable[Away], now: datetime) -> list[datetime]:
    """When, from now on, they go and when they are back (UTC), in any order."""
    return [at for one in away for at in (one.begins, one.ends) if at > now]


def back_at(away: Iterable[Away], at: datetime) -> datetime:
    """The first instant (UTC), from ``at`` on, at which they are not away: one absence may follow on another."""
    for begins, ends in sorted(one.span for one in away):
        if begins <= at < ends:
            at = ends
    return at


def without(spans: Iterable[_Span], away: Iterable[Away]) -> list[_Span]:
    """What is left of these spans when nobody is there while they are away."""
    left = list(spans)
    for gone in away:
        before = [(opens, min(closes, gone.begins)) for opens, closes in left]
        after = [(max(opens, gone.ends), closes) for opens, closes in left]
        left = sorted((opens, closes) for opens, closes in (*before, *after) if opens < closes)
    return left
