"""How a story is written: its moments in order, each with the time that lies between it and the next one.

Times are minutes of the person who acts: of an agent's working hours, of a customer's waking day. The last moment is
counted from now, or from the day on which the story ended. So all of it is past, in order, and at decent hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HOUR = 60
DAY = 8 * HOUR  # a working day, about
WAKING = 16 * HOUR  # a customer's day


@dataclass(frozen=True, slots=True)
class Cue:
    """One act of one person: ``by`` is an agent's key, or "" for the customer.

    ``due`` is when the promise made here falls due, in minutes after the letter that settles it: a positive number
    makes it kept, a negative one late. When nothing has settled it yet, it is counted from now.
    """

    verb: str
    by: str
    before: int
    body: str = ""
    due: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket. ``ended`` is how many days ago it ended, 0 for one that still goes on."""

    key: str
    customer: str
    owner: str
    subject: str
    moments: tuple[Cue, ...]
    ended: int = 0


def asked(before: int, body: str, **more: Any) -> Cue:
    """The customer's first words. ``any_hour`` counts the minutes by the clock, day and night."""
    return Cue("asked", "", before, body, more=more)


def letter(by: str, before: int, body: str, *, due: int | None = None, **more: Any) -> Cue:
    """A letter; without ``due`` it asks whether it is solved. ``more`` is passed to the verb.

    But ``needs`` are lines that it asks for, by ``needs_by``, in the customer's minutes after it.
    """
    return Cue("letter", by, before, body, due, {"asks_solved": True, **more} if due is None else more)


def corrects(by: str, before: int, body: str) -> Cue:
    """Other words for the newest letter."""
    return Cue("corrects", by, before, body)


def moved(by: str, before: int, due: int) -> Cue:
    """The promise, moved before it was due."""
    return Cue("moved", by, before, due=due)


def handed(by: str, before: int, to: str, note: str) -> Cue:
    return Cue("handed", by, before, note, more={"to": to})


def note(by: str, before: int, body: str) -> Cue:
    return Cue("note", by, before, body)


def closed(by: str, before: int) -> Cue:
    return Cue("closed", by, before)


def says(before: int, body: str, *files: str) -> Cue:
    """The customer's words, with these files of ``demo/files/``; a letter takes ``files`` by name as well."""
    return Cue("reply", "", before, body, more={"files": files})


def gives(before: int, answers: Mapping[int, str]) -> Cue:
    """The customer gives what the newest letter asks for, by the number of the line."""
    return Cue("gives", "", before, more={"answers": answers})


def right(before: int) -> Cue:
    return Cue("right", "", before)


def not_quite(before: int, body: str) -> Cue:
    return Cue("not_quite", "", before, body)


def call(before: int, phone: str, when: str) -> Cue:
    return Cue("call", "", before, more={"phone": phone, "when": when})


def thanks(before: int) -> Cue:
    """Thanks for the newest letter."""
    return Cue("thanks", "", before)


def agrees(before: int) -> Cue:
    return Cue("agrees", "", before)


def felt(before: int, listened: str, body: str = "") -> Cue:
    return Cue("felt", "", before, body, more={"listened": listened})


def reopens(before: int, body: str) -> Cue:
    return Cue("reopens", "", before, body)


def lets_in(before: int, **companion: Any) -> Cue:
    """The customer lets somebody in; ``companion`` is their name, their address, and whether they also write."""
    return Cue("lets_in", "", before, more=companion)


def publishes(before: int, **choice: Any) -> Cue:
    """The customer switches the public view on; ``choice`` is what others may see."""
    return Cue("publishes", "", before, more=choice)
