"""A question to the index: what must be there, in a form that both databases are told in their own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String

from statuspage.domain.base import Instant

# What is told of a passage that was found.
FOUND: dict[str, Any] = {"id": Integer, "ticket_id": Integer, "kind": String, "number": Integer, "at": Instant}
LEVELS = (9, 12, 15, 18, 21)  # of blocks of so many ids: two to this power


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One word as it stands in the index, or the beginning of some."""

    text: str
    is_begun: bool = False


Part = tuple[Lexeme, ...]  # of these, one must be there


@dataclass(frozen=True, slots=True)
class Question:
    """``ways`` in which a passage answers; in each of them, something of every part must be there."""

    ways: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The ids from ``low`` on and below ``high``: they lie in the last two blocks of this level."""

    low: int
    high: int
    level: int


def stretches(before: int, levels: tuple[int, ...]) -> Iterator[Stretch]:
    """The ids below ``before``, the newest first, each stretch some times as long as the one before it."""
    high = before
    for level in levels:
        low = max(((high - 1 >> level) - 1) << level, 0)
        if low < high:
            yield Stretch(low, high, level)
        high = low
