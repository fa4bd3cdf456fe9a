"""Ticket: one customer's issue, with one owner. Its row is what the log adds up to, kept in step by the verbs."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base, only

STEPS = ("heard", "looking", "working", "solved", "confirmed")
TURNS = ("us", "you", "third")
ERASED = "erased"  # the closure of a ticket whose words are gone

_OPEN = "closed_at IS NULL"
_IN_HAND = f"{_OPEN} AND suspected_at IS NULL"
_HEARD = f"{_OPEN} AND heard_at IS NOT NULL"
_PUBLISHED = "published_at IS NOT NULL AND promised_at IS NOT NULL"


def _lane(name: str, at: str, condition: str, on_sqlite: str = "") -> tuple[Index, Index]:
    """The indexes of one lane of a queue: of each owner's, and of everyone's."""
    some = only(condition, on_sqlite)
    return Index(f"ix_ticket_{name}", "owner_id", at, **some), Index(f"ix_ticket_all_{name}", at, **some)


class Ticket(Base):
    """One issue. ``version`` counts its events; ``step`` is None until it is heard.

    ``opened_at`` is when the customer first asked: the clock runs from there and never pauses. ``silent_since`` is
    when the company's present silence began. ``closure`` is "" while open, else confirmed, unconfirmed or ERASED.
    ``seed`` is what lasting names (of feeds and their entries) are hashed from, so that none counts tickets or events.
    ``step_versions`` has for each step the version of the event that last put the ticket there. ``reopened_at`` is when
    the customer opened it again, None once a letter has answered that; ``denials`` is how often it was called solved,
    and the customer said that it is not. ``asked_by_id`` is the agent who last called it solved.
    """

    __tablename__ = "ticket"
    # Indexes for each lane of a queue, which stays as quick over a million tickets as over ten.
    __table_args__ = (
        *_lane("denied", "unanswered_since", f"{_OPEN} AND unhappy", f"{_OPEN} AND unhappy = 1"),
        *_lane("promised", "promised_at", f"{_HEARD} AND promised_at IS NOT NULL"),
        *_lane("called", "call_asked_at", f"{_OPEN} AND call_asked_at IS NOT NULL"),
        *_lane("unheard", "opened_at", f"{_OPEN} AND heard_at IS NULL AND suspected_at IS NULL"),
        *_lane("unanswered", "unanswered_since", f"{_HEARD} AND unanswered > 0"),
        *_lane("waiting", "last_letter_at", f"{_HEARD} AND promised_at IS NULL AND unanswered = 0"),
        *_lane("closed", "closed_at", "closed_at IS NOT NULL"),
        *_lane("unreached", "unreached_at", f"{_OPEN} AND unreached_at IS NOT NULL"),
        Index("ix_ticket_open", "owner_id", **only(_IN_HAND)),
        Index("ix_ticket_suspected", "suspected_at", **only("suspected_at IS NOT NULL AND dropped_at IS NULL")),
        Index("ix_ticket_customer_id_opened_at", "customer_id", "opened_at"),
        Index("ix_ticket_published_promised", "promised_at", **only(_PUBLISHED)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    subject: Mapped[str] = mapped_column(String(200))
    topic_id: Mapped[int | None]  # of the table topic
    version: Mapped[int] = mapped_column(default=0)
    step: Mapped[str | None] = mapped_column(String(12))
    step_at: Mapped[datetime | None]
    steps_taken: Mapped[str] = mapped_column(String(40), default="")  # the names of those that somebody moved it to
    step_versions: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    closure: Mapped[str] = mapped_column(String(12), default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    turn: Mapped[str] = mapped_column(String(8), default="us")

    heard_at: Mapped[datetime | None]
    heard_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    heard_words: Mapped[str] = mapped_column(default="")
    heard_answer: Mapped[str] = mapped_column(String(12), default="")  # right, not_quite

    promise_id: Mapped[int | None]
    promised_at: Mapped[datetime | None]
    promises_made: Mapped[int] = mapped_column(default=0)
    promises_kept: Mapped[int] = mapped_column(default=0)
    promises_late: Mapped[int] = mapped_column(default=0)
    promises_moved: Mapped[int] = mapped_column(default=0)

    asked_solved_at: Mapped[datetime | None]
    asked_by_id: Mapped[int | None]
    call_asked_at: Mapped[datetime | None]
    unanswered: Mapped[int] = mapped_column(default=0)
    unanswered_since: Mapped[datetime | None]
    unhappy: Mapped[bool] = mapped_column(default=False)  # one of the unanswered said that something is wrong
    needs_open: Mapped[int] = mapped_column(default=0, server_default="0")  # lines that a letter asks for, see needs.py
    given_at: Mapped[datetime | None]  # when the customer gave the last of them, None once a letter has answered that
    last_letter_at: Mapped[datetime | None]
    silent_since: Mapped[datetime | None]
    longest_silence: Mapped[int] = mapped_column(default=0)  # seconds
    longest_silence_from: Mapped[datetime | None]
    letters: Mapped[int] = mapped_column(default=0)
    notes: Mapped[int] = mapped_column(default=0)
    handovers: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    reopened_at: Mapped[datetime | None]
    denials: Mapped[int] = mapped_column(default=0, server_default="0")
    suspected_at: Mapped[datetime | None]  # since when nobody has said whether a person asked; see way_in/suspects.py
    dropped_at: Mapped[datetime | None]  # when somebody said that none did
    files_changed: Mapped[int] = mapped_column(default=0, server_default="0")  # how often what became of a file changed
    unreached_at: Mapped[datetime | None]  # since when the customer's address takes no mail
    merged_into_id: Mapped[int | None]  # the ticket in which this one goes on; see merging/merge.py
    joined: Mapped[int] = mapped_column(default=0, server_default="0")  # tickets that go on in this one

    published_at: Mapped[datetime | None]
    public_version: Mapped[int] = mapped_column(
        default=0, server_default="0"
    )  # moves when a visitor could see a difference
    public_changed_at: Mapped[datetime | None]  # when it last did
    chosen_at: Mapped[datetime | None]  # when the customer last chose what is public
    public_choice: Mapped[dict[str, Any]]
    seed: Mapped[str] = mapped_column(String(32), default=lambda: secrets.token_hex(16))

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def state(self) -> str:
        """A short text that differs whenever anything that its customer reads of it does."""
        return f"{self.version}.{self.files_changed}" if self.files_changed else f"{self.version}"


IN_HAND = (Ticket.closed_at.is_(None), Ticket.suspected_at.is_(None))  # open, and for somebody to work on
TO_LOOK_AT = (Ticket.suspected_at.is_not(None), Ticket.dropped_at.is_(None))  # of these the desk says what they are


def move_step(ticket: Ticket, step: str, now: datetime) -> list[str | None] | None:
    """Put the ticket on this step. Returns the old and the new step, or None when it stood there already.

    The event that says so is still to be appended: it has the ticket's next version.
    """
    if ticket.step == step:
        return None
    moved = [ticket.step, step]
    ticket.step, ticket.step_at = step, now
    taken = {"heard", step, *ticket.steps_taken.split()}  # no step is reached without being heard first
    ticket.steps_taken = " ".join(one for one in STEPS if one in taken)
    note_step(ticket, step)
    return moved


def note_step(ticket: Ticket, step: str) -> None:
    """Remember that the event which is appended next put the ticket on this step."""
    ticket.step_versions = ticket.step_versions | {step: ticket.version + 1}


def end_silence(ticket: Ticket, now: datetime) -> None:
    """The company has spoken: remember this silence if it was the longest, and start the next one."""
    if ticket.silent_since is not None:
        length = int((now - ticket.silent_since).total_seconds())
        if length > ticket.longest_silence:
            ticket.longest_silence, ticket.longest_silence_from = length, ticket.silent_since
    ticket.silent_since = now


def close(ticket: Ticket, closure: str, now: datetime) -> None:
    """End the ticket: nobody is waited for any more. No promise is open, as “is it solved?” took its place.

    The clock stops at ``closed_at``.
    """
    end_silence(ticket, now)
    ticket.closed_at, ticket.closure, ticket.silent_since = now, closure, None
    ticket.asked_solved_at = ticket.call_asked_at = ticket.unanswered_since = ticket.given_at = None
    ticket.unanswered, ticket.unhappy = 0, False


def elapsed(opened_at: datetime, closed_at: datetime | None, now: datetime) -> timedelta:
    """The clock: since the customer first asked, until they agreed (or until now). It never pauses."""
    return max((closed_at or now) - opened_at, timedelta())
