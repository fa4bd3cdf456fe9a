"""The customer switches the public view on and off, and chooses what it shows. Off until they do."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.changing import change
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append
from statuspage.domain.publication.choice import OWNER_CHOICES, SUBJECT_CHOICES, PublicChoice
from statuspage.domain.shares.scopes import PUBLIC_SCOPES
from statuspage.domain.shares.share import share, shares_of
from statuspage.domain.tickets import Ticket


def publish(
    session: Session, ticket_id: int, choice: PublicChoice, now: datetime, *, shown: str | None = None, once: str = ""
) -> Ticket:
    """Switch the public view on, or change what it shows. A view that was off comes back at the same address.

    A share that was withdrawn by itself stays withdrawn. Saving the same choice again changes nothing. ``shown`` is the
    subject that stood on the page where this was chosen: no other one becomes public by it.
    """
    validation.choice("owner", choice.owner, OWNER_CHOICES)
    validation.choice("subject", choice.subject, SUBJECT_CHOICES)
    title = validation.line("title", choice.title, validation.LINE_LIMIT, required=choice.subject == "title")
    with change(session, ticket_id, now, once) as ticket:
        former = _former(choice, ticket, shown)
        stored = {**asdict(choice), "title": title, "hidden": _letters(choice.hidden, ticket), "former": former}
        for scope in PUBLIC_SCOPES:
            found = share(session, ticket_id, scope, now)
            found.withdrawn_at = found.withdrawn_at if found.withdrawn_alone else None
        if ticket.published_at is not None and ticket.public_choice == stored:
            return ticket
        append(session, ticket, "published", now, once=once, first=ticket.published_at is None)
        ticket.public_choice, ticket.chosen_at = stored, now
        ticket.published_at = ticket.published_at or now
    return ticket


def unpublish(session: Session, ticket_id: int, now: datetime, *, once: str = "") -> Ticket:
    """Switch the public view off, everywhere at once. What it showed is remembered for the next time."""
    with change(session, ticket_id, now, once) as ticket:
        if ticket.published_at is None:
            return ticket
        for found in shares_of(session, ticket_id).values():
            if found.scope in PUBLIC_SCOPES:
                found.withdrawn_at = found.withdrawn_at or now
        append(session, ticket, "unpublished", now, once=once)
        ticket.published_at = None
    return ticket


def _former(choice: PublicChoice, ticket: Ticket, shown: str | None) -> str:
    """The subject of before that the choice shows, "" where it shows none of before."""
    if choice.subject == "subject" and shown not in (None, ticket.subject):
        raise Refused("subject", N_("What this is about was changed meanwhile. Please look, and choose again."))
    if choice.subject != "former":
        return ""
    former = PublicChoice.of(ticket.public_choice).former
    if not former:
        raise Refused("subject", N_("Please choose one of the answers that are offered."))
    return former


def _letters(versions: tuple[int, ...], ticket: Ticket) -> list[int]:
    return sorted({version for version in versions if 0 < version <= ticket.version})
