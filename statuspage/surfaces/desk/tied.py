"""What a ticket has in common with others: the cause that it is part of, or the causes that it may be part of."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.causes.of_ticket import CauseOfTicket, read_cause_of
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.present.assigned import language_name
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls

LAID = "laid-"  # and its id: the name of the copy that it would be, were it an unsent letter of a window


@dataclass(frozen=True, slots=True)
class LaidNote:
    """A letter that waits: ``cause`` is the name of what it is about, at this ``address``.

    ``language`` warns where its reader has another language than it is written in; "" where not.
    """

    id: int
    cause: str
    address: str
    laid_at: str
    body: str
    language: str

    @property
    def copy(self) -> str:
        """How an address asks for it."""
        return f"{LAID}{self.id}"

    @property
    def mark(self) -> str:
        """What its buttons send."""
        return f"{LAID}:{self.copy}"


@dataclass(frozen=True, slots=True)
class TicketCause:
    """The cause of a ticket: its ``name`` and address, "" where it has none; and that its letter waits, in words.

    ``letter`` is that letter. ``choices`` are the causes that it can be tied to, by id and name, where it has none.
    """

    id: int
    name: str
    address: str
    laid: str
    letter: LaidNote | None
    choices: tuple[tuple[int, str], ...]

    @property
    def key(self) -> str:
        """A short text that differs whenever this reads differently; "" for a ticket without a cause."""
        return f"-{zlib.crc32(repr((self.id, self.name, self.laid)).encode()):x}" if self.id else ""


def read_ticket_cause(
    session: Session, ticket: Ticket, customer: Customer, agent: Agent, reader: Reader, names: Mapping[int, str]
) -> TicketCause:
    """The same as this agent reads it; ``names`` are the first names of agents by their id."""
    found = read_cause_of(session, ticket.id)
    if not found.id:
        return TicketCause(0, "", "", "", None, found.others)
    letter = _letter(found, customer, reader) if ticket.is_open else None
    laid = _told(ticket, agent, names) if letter else ""
    return TicketCause(found.id, found.name, urls().cause(found.id), laid, letter, ())


def _told(ticket: Ticket, agent: Agent, names: Mapping[int, str]) -> str:
    if ticket.owner_id == agent.id:
        return gettext("A letter about it is laid before you.")
    return gettext("A letter about it is laid before %(name)s.", name=names.get(ticket.owner_id, ""))


def _letter(found: CauseOfTicket, customer: Customer, reader: Reader) -> LaidNote | None:
    if found.laid is None:
        return None
    return LaidNote(
        id=found.laid.id,
        cause=found.name,
        address=urls().cause(found.id),
        laid_at=reader.moment(found.laid.laid_at),
        body=found.laid.body,
        language=_other_language(found.language, customer),
    )


def _other_language(language: str, customer: Customer) -> str:
    if customer.language in ("", language):
        return ""
    told = {"letter": language_name(language), "theirs": language_name(customer.language)}
    return gettext("It is written in %(letter)s, and %(name)s reads %(theirs)s.", name=customer.first_name, **told)
