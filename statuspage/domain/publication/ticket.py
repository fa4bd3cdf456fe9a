"""What anyone may know of a ticket, and nothing else. Every public byte is made from a ``PublicTicket``.

``domain/publication/gate.py`` is the only place that makes one.
"""

from dataclasses import dataclass
from datetime import datetime

REOPENED = "reopened"  # stands among the steps where the customer opened it again


@dataclass(frozen=True, slots=True)
class PublicOwner:
    """Who has it, as far as both they and the customer let it be shown."""

    name: str
    photo: str  # file name, or ""


@dataclass(frozen=True, slots=True)
class PublicPromise:
    """When the next word is due (UTC); nothing is promised while ``due_at`` is None."""

    made_at: datetime | None
    due_at: datetime | None
    zone: str  # IANA zone that it was promised in, "" when there is none
    by_owner: bool  # whether the owner keeps it, and not a colleague of theirs


@dataclass(frozen=True, slots=True)
class PublicScore:
    """The promises that fell due so far, kept or late, and those that were moved before.

    ``denied`` is how often it was called solved, and the customer said that it is not.
    """

    kept: int
    late: int
    moved: int
    denied: int


@dataclass(frozen=True, slots=True)
class PublicLetter:
    """A letter that its writer and the customer both let others read, with what else is shown of it.

    ``due_at`` (UTC) is when it promised the next word. With the date of the next letter it would give the score away,
    so where the score is not shown, only the promise that is still open has it. ``html`` are the words that stand, and
    ``corrected_at`` is since when, None for the first ones; what stood before is nowhere public.
    """

    version: int
    at: datetime
    by: str  # first name, "" when the customer shows nobody or the writer did not agree
    photo: str  # file name, "" likewise
    html: str
    step: str  # that it moved the ticket to, "" when it moved none
    due_at: datetime | None
    corrected_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicMove:
    """The ticket came to a step, or was opened again: then ``step`` is ``REOPENED``."""

    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PublicHandover:
    """Somebody took the ticket over, and both they and the customer let that be shown."""

    version: int
    at: datetime
    name: str


@dataclass(frozen=True, slots=True)
class PublicTicket:
    """What anyone may know of a ticket. None and "" mean: the customer does not show this.

    ``owner`` is also None while the owner has not agreed to be shown: then it is "someone at" the ``company``, or just
    "someone" when that is "" too. ``promise`` and ``score`` are each shown alone.
    ``is_reopened`` says that the customer has opened it again, and nobody has answered since.
    ``moves`` are when it came to each step, the oldest first; of one that was opened again also what was before that.
    ``asked_by_owner`` says that it was the owner who called it solved, if anybody did.
    ``seed`` is for names that last (see ``domain/opaque_ids.py``); it is itself never shown.
    ``chosen_at`` is when the customer chose this.
    ``updated_at`` is when anything of this last changed, so that it does not tell when something private happened.
    ``changes_at`` is the next instant at which this would read differently though nothing was written.
    """

    ticket_id: int
    seed: str
    company: str
    language: str
    is_open: bool
    closure: str
    is_reopened: bool
    asked_by_owner: bool
    title: str
    owner: PublicOwner | None
    step: str | None
    step_at: datetime | None
    steps_taken: tuple[str, ...]
    moves: tuple[PublicMove, ...]
    steps_shown: bool
    asked_at: datetime | None
    ended_at: datetime | None
    promise: PublicPromise | None
    score: PublicScore | None
    letters_shown: bool
    letters: tuple[PublicLetter, ...]
    older: bool
    handovers: tuple[PublicHandover, ...]  # since the oldest of these letters, newest first
    chosen_at: datetime
    updated_at: datetime
    changes_at: datetime | None
