"""How a story is told: its moments in order, each with the time that lies between it and the next one.

Times are minutes of the person who acts: of an agent's working hours, of a customer's waking day. The last moment
looks to now, or to the day on which the story ended. So everything has happened already, in order, at decent hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HOUR = 60
DAY = 8 * HOUR  # a working day, about
WAKING = 16 * HOUR  # a customer's day


@dataclass(frozen=True, slots=True)
class Moment:
    """One act of one person. ``due`` is when a promise falls due, seen from the letter that settles it.

    That many minutes after it (so it was kept) or, when negative, before it (so it was late); for the last promise,
    from now. ``by`` is an agent's key, or "" for the customer.
    """

    verb: str
    by: str
    before: int
    body: str = ""
    due: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket. ``ended`` is how many days ago its last moment was, 0 for one that still goes on."""

    key: str
    customer: str
    owner: str
    subject: str
    moments: tuple[Moment, ...]
    ended: int = 0


def asked(before: int, body: str, **more: Any) -> Moment:
    """The customer's first words; ``any_hour`` counts the minutes by the clock, for someone who cannot sleep."""
    return Moment("asked", "", before, body, more=more)


def letter(by: str, before: int, body: str, *, due: int | None = None, **more: Any) -> Moment:
    """A letter. Without ``due`` it asks whether it is solved; ``more`` goes to the verb."""
    return Moment("letter", by, before, body, due, {"asks_solved": True, **more} if due is None else more)


def moved(by: str, before: int, due: int) -> Moment:
    """The promise, moved before it was due."""
    return Moment("moved", by, before, due=due)


def handed(by: str, before: int, to: str, note: str) -> Moment:
    return Moment("handed", by, before, note, more={"to": to})


def note(by: str, before: int, body: str) -> Moment:
    return Moment("note", by, before, body)


def closed(by: str, before: int) -> Moment:
    return Moment("closed", by, before)


def says(before: int, body: str) -> Moment:
    return Moment("reply", "", before, body)


def right(before: int) -> Moment:
    return Moment("right", "", before)


def not_quite(before: int, body: str) -> Moment:
    return Moment("not_quite", "", before, body)


def call(before: int, phone: str, when: str) -> Moment:
    return Moment("call", "", before, more={"phone": phone, "when": when})


def thanks(before: int) -> Moment:
    """Thanks for the newest letter."""
    return Moment("thanks", "", before)


def agrees(before: int) -> Moment:
    return Moment("agrees", "", before)


def felt(before: int, listened: str, body: str = "") -> Moment:
    return Moment("felt", "", before, body, more={"listened": listened})


def reopens(before: int, body: str) -> Moment:
    return Moment("reopens", "", before, body)


def publishes(before: int, **choice: Any) -> Moment:
    """The customer's own doing: what others may see."""
    return Moment("publishes", "", before, more=choice)
