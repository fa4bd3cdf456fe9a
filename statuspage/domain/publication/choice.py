"""Publishing: the customer switches the public view on and off, and chooses what it shows. Off until they do."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.events import append
from statuspage.domain.shares.share import PUBLIC_SCOPES, share, shares_of
from statuspage.domain.tickets import Ticket, lock

OWNER_CHOICES = ("photo", "name", "nobody")
SUBJECT_CHOICES = ("title", "subject", "nothing")


@dataclass(frozen=True, slots=True)
class PublicChoice:
    """What the customer lets others see, field by field. The defaults show that someone is at work, and no words."""

    company: bool = True
    owner: str = "photo"  # photo: first name and photo; name: first name; nobody. Never more than the agent agreed to
    subject: str = "nothing"  # title: ``title`` instead of the subject; subject: as it is; nothing
    title: str = ""
    steps: bool = True
    clock: bool = True
    promise: bool = True
    score: bool = True  # how many promises were kept, late and moved
    letters: bool = False  # those that their writer allowed, without the hidden ones
    hidden: tuple[int, ...] = ()  # versions of letters that stay private

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "PublicChoice":
        """The choice as stored on a ticket; what it does not know keeps its default."""
        known = {field.name for field in fields(cls)}
        kept = {name: value for name, value in stored.items() if name in known}
        return cls(**{**kept, "hidden": tuple(kept.get("hidden", ()))})


def publish(session: Session, ticket_id: int, choice: PublicChoice, now: datetime, *, once: str = "") -> Ticket:
    """Switch the public view on, or change what it shows. A view that was off comes back at the same address.

    A share that was withdrawn by itself stays withdrawn.
    """
    validation.choice("owner", choice.owner, OWNER_CHOICES)
    validation.choice("subject", choice.subject, SUBJECT_CHOICES)
    title = validation.line("title", choice.title, validation.LINE_LIMIT, required=choice.subject == "title")
    ticket = lock(session, ticket_id, once)
    stored = {**asdict(choice), "title": title, "hidden": _letters(choice.hidden, ticket)}
    for scope in PUBLIC_SCOPES:
        found = share(session, ticket_id, scope, now)
        found.withdrawn_at = found.withdrawn_at if found.withdrawn_alone else None
    append(session, ticket, "published", now, once=once, first=ticket.published_at is None)
    ticket.published_at = ticket.published_at or now
    ticket.public_choice, ticket.chosen_at = stored, now
    session.flush()
    return ticket


def _letters(versions: tuple[int, ...], ticket: Ticket) -> list[int]:
    return sorted({version for version in versions if 0 < version <= ticket.version})


def unpublish(session: Session, ticket_id: int, now: datetime, *, once: str = "") -> Ticket:
    """Switch the public view off, everywhere at once. What it showed is remembered for the next time."""
    ticket = lock(session, ticket_id, once)
    if ticket.published_at is None:
        return ticket
    for found in shares_of(session, ticket_id).values():
        if found.scope in PUBLIC_SCOPES:
            found.withdrawn_at = found.withdrawn_at or now
    append(session, ticket, "unpublished", now, once=once)
    ticket.published_at = None
    session.flush()
    return ticket
