"""What is new on a ticket since the mail that an agent has answered: who, when, and their words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlalchemy.orm import Session

from statuspage.delivery.words import MailReader, to_owner
from statuspage.domain.incoming.held import HeldLetter
from statuspage.domain.kinds import KINDS
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import Entry, read_entries

MOST = 10  # entries


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One thing that happened: in one sentence, when, and the words that were written."""

    lead: str
    when: str
    words: str


def news_since(session: Session, held: HeldLetter, now: datetime) -> tuple[NewsItem, ...]:
    """What its writer has not read yet, the newest first, by their clock and in the language that is spoken now.

    Where nobody knows what they had read, it is all since the last letter.
    """
    customer = session.get_one(Customer, held.ticket.customer_id)
    reader = MailReader(held.agent.zone, now, customer.first_name)
    entries = read_entries(session, held.ticket.id, limit=MOST)
    new = [entry for entry in _after(entries, held.seen) if KINDS[entry.kind].is_news]
    told = [(entry, to_owner(session, entry, held.ticket, customer, held.agent, now)) for entry in new]
    return tuple(NewsItem(words.lead, reader.moment(entry.at), words.text) for entry, words in told)


def _after(entries: Sequence[Entry], seen: int) -> Sequence[Entry]:
    if seen:
        return [entry for entry in entries if entry.version > seen]
    return list(takewhile(lambda entry: entry.kind != "letter", entries))
