"""Where instants lie in the strip: positions from 0 to 100, of turns, and of what was written.

Past time is to scale. What is still to come (the promise) keeps room at the end, so that a young ticket is legible.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from statuspage.domain.reading import Mark

Scale = Callable[[datetime], float]

_GAP = 1.5  # two points of one side that are nearer than this are drawn as one
_SEEN = 0.4  # a turn that is narrower than this cannot be seen
_PAST = (60.0, 88.0)  # where "now" stands while a promise is ahead
_DUE = 96.0
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class StripTurn:
    """One stretch, and whose turn it was: us, you or third."""

    x1: float
    x2: float
    kind: str


@dataclass(frozen=True, slots=True)
class StripPoint:
    """Something written, by us or by you."""

    x: float
    kind: str


def scale(start: datetime, end: datetime, due: datetime | None) -> Scale:
    """A function from an instant to its position: 0 is ``start``; what lies outside the drawing is put at its edge."""
    whole = max((end - start).total_seconds(), 1.0)
    ahead = due is not None and due > end
    last = 100.0
    if due is not None and ahead:
        share = 100 * whole / max((due - start).total_seconds(), 1.0)
        last = min(max(share, _PAST[0]), _PAST[1])

    def x_of(at: datetime) -> float:
        if due is not None and ahead and at >= due:
            return _DUE
        return round(min(max((at - start).total_seconds() / whole, 0.0), 1.0) * last, 1)

    return x_of


def unhurried(start: datetime, end: datetime, due: datetime | None) -> datetime:
    """The end, moved back to the last of some steps that are too small to see: between them a drawing stays the same.

    A step is one minute, doubled for as long as it is less than a 400th of the whole. The result never lies before a
    ``due`` that has passed.
    """
    whole = (end - start) // _MINUTE
    step = 1 << max((whole // 400).bit_length() - 1, 0)
    stepped = start + whole // step * step * _MINUTE
    return max(stepped, due) if due is not None and due <= end else stepped


def turns(marks: Iterable[Mark], end: datetime, x_of: Scale) -> tuple[StripTurn, ...]:
    """Whose turn each stretch was; neighbours of one kind are joined. When it was over, it was nobody's."""
    changes = [(x_of(mark.at), mark.turn) for mark in marks if mark.turn]
    stops = [x for x, _ in changes[1:]] + [x_of(end)]
    joined: list[StripTurn] = []
    for (x, kind), stop in zip(changes, stops, strict=True):
        if joined and (joined[-1].kind == kind or stop - x < _SEEN):
            joined[-1] = replace(joined[-1], x2=stop)
        else:
            joined.append(StripTurn(x, stop, kind))
    return tuple(turn for turn in joined if turn.x2 > turn.x1 and turn.kind != "over")


def points(wrote: Iterable[tuple[str, datetime]], x_of: Scale) -> tuple[StripPoint, ...]:
    """Who wrote when; what one side wrote in quick succession is one point."""
    drawn: list[StripPoint] = []
    for kind, at in wrote:
        x = x_of(at)
        if not (drawn and drawn[-1].kind == kind and x - drawn[-1].x < _GAP):
            drawn.append(StripPoint(x, kind))
    return tuple(drawn)
