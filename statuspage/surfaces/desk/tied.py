"""What a ticket has in common with others: the cause that it is part of, or the causes that it may be part of."""

import zlib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.causes.laid import read_laid
from statuspage.domain.causes.standing import open_causes
from statuspage.domain.causes.ties import cause_of
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket
from statuspage.present.languages import gettext
from statuspage.surfaces.desk.blueprint import urls


@dataclass(frozen=True, slots=True)
class TicketCause:
    """The cause of a ticket: its ``name`` and address, "" where it has none, and whether its letter waits, in words.

    ``choices`` are the causes that it can be tied to, by id and name, where it has none.
    """

    id: int
    name: str
    address: str
    laid: str
    choices: tuple[tuple[int, str], ...]

    @property
    def key(self) -> str:
        """A short text that differs whenever this reads differently; "" for a ticket without a cause."""
        return f"-{zlib.crc32(repr((self.id, self.name, self.laid)).encode()):x}" if self.id else ""


def read_ticket_cause(session: Session, ticket: Ticket, agent: Agent) -> TicketCause:
    """The same, in two statements."""
    cause = cause_of(session, ticket.id)
    if cause is None:
        return TicketCause(0, "", "", "", tuple(open_causes(session)))
    return TicketCause(cause.id, cause.name, urls().cause(cause.id), _laid(session, ticket, agent), ())


def _laid(session: Session, ticket: Ticket, agent: Agent) -> str:
    if not ticket.is_open or read_laid(session, ticket.id) is None:
        return ""
    if ticket.owner_id == agent.id:
        return gettext("A letter about it is laid before you.")
    owner = session.get_one(Agent, ticket.owner_id)
    return gettext("A letter about it is laid before %(name)s.", name=owner.called)
