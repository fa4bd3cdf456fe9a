"""One line for each figure: what it is, its value, its bound, and the reference that it was measured against."""

import sys
from collections.abc import Sequence


class Report:
    """Prints each figure as it comes, and remembers whether one was out of bounds."""

    def __init__(self) -> None:
        self._broken = 0

    def line(self, what: str, figure: float, bound: float, unit: str, reference: str) -> None:
        held = figure <= bound
        self._broken += not held
        print(f"{'ok  ' if held else 'OVER'} {what:<58} {figure:8.2f} {unit:<3} <= {bound:g}   {reference}", flush=True)

    def at_least(self, what: str, figure: float, bound: float, unit: str, reference: str) -> None:
        """As ``line``, of a figure that must not be less."""
        held = figure >= bound
        self._broken += not held
        print(f"{'ok  ' if held else 'LESS'} {what:<58} {figure:8.2f} {unit:<3} >= {bound:g}   {reference}", flush=True)

    def note(self, what: str, figure: float, unit: str, reference: str) -> None:
        """A figure without a bound."""
        print(f"     {what:<58} {figure:8.2f} {unit:<3}           {reference}", flush=True)

    def end(self) -> int:
        print(f"{self._broken} out of bounds" if self._broken else "All within bounds", file=sys.stderr)
        return 1 if self._broken else 0


def p99(values: Sequence[float]) -> float:
    """The 99th percentile, by nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, -(-99 * len(ordered) // 100) - 1)]
