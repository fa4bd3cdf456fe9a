"""The team's own words on some tickets of the demo."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from statuspage.domain.people.agents import Agent
from statuspage.domain.tags.tagging import put_on
from statuspage.domain.tickets import Ticket

TAGS = {
    "ana": "comes back, warranty",
    "soon": "seals, spare part",
    "late": "firmware, on the bench, warranty, spare part",
    "part": "spare part",
    "back": "comes back",
    "arabic": "seals, on the bench",
    "restoration": "on the bench",
}


def tag_some(session: Session, tickets: Mapping[str, int]) -> None:
    """Let their owners have put them there after their newest letter."""
    for story, typed in TAGS.items():
        ticket = session.get_one(Ticket, tickets[story])
        owner = session.get_one(Agent, ticket.owner_id)
        put_on(session, ticket.id, owner, ticket.last_letter_at or ticket.opened_at, typed)
