"""Whether our mails reach the people of a ticket: who does not get them and why, and which letters have left."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.desk.mails import MailItem, mails_of_ticket, read_bounce, undelivered_to
from statuspage.domain.kinds import where
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.names import first_name_in
from statuspage.domain.reading import Reading
from statuspage.present import mails
from statuspage.present.languages import gettext
from statuspage.present.mails import MailMark
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who does not get our mails, by first name: ``why``, "" where nobody said.

    ``mail_id`` is one mail that did not arrive, 0 where only the address is known to take none. ``email`` is that
    address.
    """

    name: str
    why: str
    mail_id: int
    email: str
    customer_id: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """What became of the mails about a ticket.

    ``unreached`` is everyone who does not get them, the customer first; ``marks`` say for each letter, by its version,
    to whom it was mailed, or that it was not.
    """

    unreached: tuple[Unreached, ...]
    marks: Mapping[int, tuple[MailMark, ...]]

    @property
    def key(self) -> str:
        """A short text that differs whenever this reads differently; "" while there is nothing to say."""
        return f"-{zlib.crc32(repr(self).encode()):x}" if self.unreached or self.marks else ""


def read_arrived(session: Session, reading: Reading, reader: Reader) -> Arrived:
    """The same for the ticket at hand, in one statement, or two where its customer is not reached."""
    letters = [entry.version for entry in reading.entries if entry.kind in where(is_word=True)]
    items = mails_of_ticket(session, reading.ticket.id, letters)
    dead = {item.subscription_id: item for item in items if item.outcome == "dead"}  # the newest of each reader
    lost = tuple(_of(item) for item in sorted(dead.values(), key=lambda item: item.to != "customer"))
    if reading.ticket.unreached_at and all(item.to != "customer" for item in dead.values()):
        lost = (*_bounced(session, reading.customer), *lost)
    return Arrived(lost, _marks(items, letters, reading.customer, reader))


def unreached_customer(session: Session, customer: Customer) -> tuple[Unreached, ...]:
    """Whether mails reach this customer, in any of their tickets: nobody, where they do."""
    dead = undelivered_to(session, customer.id)
    return (_of(dead),) if dead else _bounced(session, customer)


def _marks(
    items: Sequence[MailItem], letters: Sequence[int], customer: Customer, reader: Reader
) -> Mapping[int, tuple[MailMark, ...]]:
    found: dict[int, tuple[MailMark, ...]] = {}
    for item in items:
        found[item.version] = (*found.get(item.version, ()), mails.beside_letter(item, reader))
    unsaid = (MailMark(_not_mailed(customer)),)
    return {version: found.get(version, unsaid) for version in letters}


def _not_mailed(customer: Customer) -> str:
    if customer.reach == "page":
        return gettext("not mailed: %(name)s likes the page", name=customer.first_name)
    if customer.reach == "phone":
        return gettext("not mailed: %(name)s likes the phone", name=customer.first_name)
    return gettext("not mailed")


def _of(item: MailItem) -> Unreached:
    return Unreached(first_name_in(item.reader), mails.fault(item), item.id, item.email, item.customer_id or 0)


def _bounced(session: Session, customer: Customer) -> tuple[Unreached, ...]:
    """The customer, if mail is how they like to be reached and their address is known to take none."""
    bounce = read_bounce(session, customer.email) if customer.reach == "mail" else None
    if bounce is None:
        return ()
    why = gettext("The mail server said: “%(words)s”", words=bounce.words) if bounce.words else ""
    return (Unreached(customer.first_name, why, 0, customer.email, customer.id),)
