"""A small drawing of one measure, week by week: dots on a line from zero up, with a gap where there is too little.

Every x is in hundredths of the width, from the oldest week to the newest, and every y in pixels: no text is scaled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from babel.dates import format_timedelta

from statuspage.present import numbers
from statuspage.present.languages import code

TOP, ZERO = 14, 116  # pixels
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_TIMES = (
    10 * _MINUTE,
    30 * _MINUTE,
    *(hours * _HOUR for hours in (1, 2, 4, 6, 8, 12)),
    _DAY,
    2 * _DAY,
    4 * _DAY,
    8 * _DAY,
)
_TIMES += tuple(14 * _DAY * 2**power for power in range(10))
_SHARES = (10, 20, 50, 100)  # per cent


@dataclass(frozen=True, slots=True)
class GridLine:
    """A line across the drawing, with the value that it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A week; ``y`` is None where there is too little to say."""

    x: float
    y: float | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing. ``joins`` are the pairs of neighbouring dots that a line connects."""

    lines: tuple[GridLine, ...]
    dots: tuple[Dot, ...]
    joins: tuple[tuple[Dot, Dot], ...]


def draw(values: Sequence[float | None], kind: str, least: float = 0) -> Drawing:
    """Draw values by week. ``kind`` is share (per cent) or time (seconds); the scale reaches at least ``least``."""
    most = max([least, *(value for value in values if value is not None)])
    top = next((step for step in (_SHARES if kind == "share" else _TIMES) if step >= most), most)
    dots = tuple(
        Dot(round((week + 0.5) * 100 / len(values), 3), None if value is None else _y(value, top))
        for week, value in enumerate(values)
    )
    joins = tuple(pair for pair in pairwise(dots) if None not in (pair[0].y, pair[1].y))
    lines = tuple(GridLine(_y(at, top), _text(at, kind)) for at in (top, top / 2, 0))
    return Drawing(lines, dots, joins)


def _y(value: float, top: float) -> float:
    return round(ZERO - (ZERO - TOP) * value / top, 1)


def _text(value: float, kind: str) -> str:
    if kind == "share" or not value:
        return numbers.percent(value) if kind == "share" else numbers.whole(0)
    unit: Literal["day", "hour", "minute"] = "day" if value >= _DAY else "hour" if value >= _HOUR else "minute"
    return str(format_timedelta(timedelta(seconds=value), unit, 10**9, format="short", locale=code()))
