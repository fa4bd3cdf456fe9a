"""Where a merged ticket goes on, for the customer who has both: what it is, who has it, and their own key to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.merging.merge import read_into
from statuspage.domain.merging.one_customer import are_one
from statuspage.domain.shares.share import Share, ShareFacts
from statuspage.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class GoesOn:
    """The ticket in which this one goes on, since ``at``, when ``by`` put them together; ``owner`` has it.

    ``until`` is when the two can no longer be taken apart (UTC), None where they cannot be any more. ``key`` is the
    customer's own to that ticket.
    """

    ticket_id: int
    subject: str
    owner: str
    by: str
    at: datetime
    until: datetime | None
    key: ShareFacts


def read_goes_on(session: Session, ticket: Ticket) -> GoesOn | None:
    """Where this ticket goes on, for its customer; None where it does not, and as soon as no agent says any more that
    both are one customer's. No companion may be told.
    """
    found = read_into(session, ticket.id) if ticket.merged_into_id is not None else None
    if found is None or not are_one(session, ticket, session.get_one(Ticket, found.ticket_id)):
        return None
    key = _key(session, found.ticket_id)
    return GoesOn(found.ticket_id, found.subject, found.owner, found.by, found.at, found.until, key)


def _key(session: Session, ticket_id: int) -> ShareFacts:
    own = Share.ticket_id == ticket_id, Share.scope == "private", Share.companion_id.is_(None)
    row = session.execute(select(Share.id, Share.generation).where(*own)).one()
    return ShareFacts(row.id, ticket_id, "private", row.generation)
