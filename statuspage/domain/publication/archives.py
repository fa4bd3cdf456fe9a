"""How a long feed is cut into archive pages (RFC 5005, section 4): once a page is closed, it never changes.

Pages are counted from the oldest, so that a new letter moves none of them, and finding one costs the same among ten
letters and among ten thousand. The newest ``KEEP`` entries are always in the feed itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.tickets import Ticket

KEEP = 10  # entries
PAGE = 20  # public letters, or versions of the whole log


def closed_pages(session: Session, ticket_id: int, kinds: Sequence[str]) -> int:
    """How many pages of the whole log are closed. Page 1 holds versions 1 to ``PAGE``; only ``kinds`` are entries."""
    newest = (
        select(Event.version)
        .where(Event.ticket_id == ticket_id, Event.kind.in_(kinds))
        .order_by(Event.version.desc())
        .offset(KEEP - 1)
        .limit(1)
    )
    return max((session.scalar(newest) or 0) - 1, 0) // PAGE


@dataclass(frozen=True, slots=True)
class Shelf:
    """The letters that anyone may read, as an archive: how many closed ``pages``, and ``newest`` letters after them.

    ``hidden`` are the numbers of the letters that the customer hides. They leave no gap, so nobody can count them.
    """

    pages: int
    newest: int
    hidden: tuple[int, ...] = ()

    def number(self, position: int) -> int:
        """The ``public_number`` of the letter at this position among those that are shown, from 1."""
        for hidden in self.hidden:
            position += hidden <= position
        return position


def shelf(session: Session, ticket_id: int) -> Shelf:
    """The archive of a ticket's public letters as it is now."""
    choice = PublicChoice.of(session.scalar(select(Ticket.public_choice).where(Ticket.id == ticket_id)) or {})
    if not choice.letters:
        return Shelf(0, 0)
    last = session.scalar(select(func.max(Letter.public_number)).where(Letter.ticket_id == ticket_id)) or 0
    numbers = select(Letter.public_number).where(Letter.ticket_id == ticket_id, Letter.version.in_(choice.hidden))
    hidden = tuple(sorted(number for number in session.scalars(numbers) if number)) if choice.hidden else ()
    shown = last - len(hidden)
    pages = max(shown - KEEP, 0) // PAGE
    return Shelf(pages, shown - pages * PAGE, hidden)


def follower(session: Session, ticket_id: int, shelf: Shelf, page: int) -> str:
    """The name of the letter that follows this closed page."""
    number = shelf.number(page * PAGE + 1)
    found = (
        select(Ticket.seed, Letter.version)
        .join(Letter, Letter.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id, Letter.public_number == number)
    )
    seed, version = session.execute(found).one()
    return opaque_id(seed, "letter", version)
