"""What a measure found: one figure after another, each with its bound and the reference that it was taken against."""

from collections.abc import Sequence
from dataclasses import dataclass

HELD, MISSED, UNBOUND = "held", "missed", ""


@dataclass(frozen=True)
class Figure:
    """One line. Without a bound it is only told; without a figure it could not be measured, and counts as missed."""

    what: str
    figure: float | None
    unit: str
    reference: str
    bound: float | None = None
    is_least: bool = False  # the bound is the least that it must be, rather than the most that it may

    @property
    def outcome(self) -> str:
        if self.figure is None:
            return MISSED
        if self.bound is None:
            return UNBOUND
        return HELD if (self.figure >= self.bound if self.is_least else self.figure <= self.bound) else MISSED


class Report:
    """Prints each figure of a measure as it comes, and keeps them all."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.database = ""

    def line(self, what: str, figure: float, bound: float, unit: str, reference: str) -> None:
        """A figure that must not be more than its bound."""
        self._add(Figure(what, float(figure), unit, reference, bound))

    def at_least(self, what: str, figure: float, bound: float, unit: str, reference: str) -> None:
        """A figure that must not be less."""
        self._add(Figure(what, float(figure), unit, reference, bound, is_least=True))

    def note(self, what: str, figure: float, unit: str, reference: str) -> None:
        """A figure without a bound."""
        self._add(Figure(what, float(figure), unit, reference))

    def unmeasured(self, what: str, why: str) -> None:
        """A figure that could not be taken, such as of a peer that does not start here. It is missed."""
        self._add(Figure(what, None, "", why))

    def on(self, database: str) -> None:
        """The database that it was taken on, where that is another than Python's SQLite."""
        self.database = database

    @property
    def missed(self) -> int:
        return sum(one.outcome == MISSED for one in self.figures)

    def _add(self, one: Figure) -> None:
        self.figures.append(one)
        figure = "not measured" if one.figure is None else f"{one.figure:8.2f} {one.unit:<3}"
        bound = "" if one.bound is None else f"{'>=' if one.is_least else '<='} {one.bound:g}"
        print(f"{one.outcome:<6} {one.what:<62} {figure} {bound:<8} {one.reference}", flush=True)


def p99(values: Sequence[float]) -> float:
    """The 99th percentile, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-99 * len(ordered) // 100) - 1)]
