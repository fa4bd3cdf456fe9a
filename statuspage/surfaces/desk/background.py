"""What stands beside a ticket: the customer's history with us, what they now see, and what they show others."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.domain.people.agents import SHOWN_AS, Agent
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.reading import Reading
from statuspage.domain.tickets import Ticket
from statuspage.present import times
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.company import CompanyLine, read_company
from statuspage.surfaces.desk.history import History, read_history


@dataclass(frozen=True, slots=True)
class Background:
    """``public`` is what the customer shows others, None while that is off.

    ``owner_name`` is the owner's first name, and ``owner_shown`` the less of what customer and owner agreed to show.
    ``company`` is the one of whose people the customer is, None for nobody's.
    """

    history: History
    longest_silence: str
    public: PublicChoice | None
    owner_name: str
    owner_shown: str
    company: CompanyLine | None

    @property
    def company_key(self) -> str:
        """A short text that differs whenever the company reads differently; "" where there is none."""
        return f"-{zlib.crc32(repr(self.company).encode()):x}" if self.company else ""


def read_background(session: Session, reading: Reading, reader: Reader, names: Mapping[int, str]) -> Background:
    """The background of this ticket; ``names`` are the first names of agents by their id."""
    ticket = reading.ticket
    choice = PublicChoice.of(ticket.public_choice)
    agreed = session.get_one(Agent, ticket.owner_id).shown_as
    return Background(
        history=read_history(session, reading.customer, reader, this=ticket.id, names=names),
        longest_silence=_longest_silence(ticket, reader.now),
        public=choice if ticket.published_at else None,
        owner_name=reading.owner.public_name,
        owner_shown=min(choice.owner, agreed, key=SHOWN_AS.index),
        company=read_company(session, reading.customer),
    )


def _longest_silence(ticket: Ticket, at: datetime) -> str:
    running = int((at - ticket.silent_since).total_seconds()) if ticket.silent_since else 0
    return times.span(timedelta(seconds=max(ticket.longest_silence, running)))
