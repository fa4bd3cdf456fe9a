"""Whether our mails reach the people of a ticket: who does not get them and why, and which letters have left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.bounces import Bounce
from statuspage.domain.desk.mails import MailItem, mails_of, read_bounce, undelivered, undelivered_to
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


def unreached(session: Session, ticket_id: int, customer: Customer) -> tuple[Unreached, ...]:
    """Everyone whom mails about this ticket do not reach, the customer first."""
    found = sorted(undelivered(session, ticket_id), key=lambda item: item.to != "customer")
    return _with_bounce(session, tuple(_of(item) for item in found), found, customer)


def unreached_customer(session: Session, customer: Customer) -> tuple[Unreached, ...]:
    """The same over all tickets of this customer, for them alone."""
    found = undelivered_to(session, customer.id)
    return _with_bounce(session, tuple(_of(item) for item in found), found, customer)


def marks_of_letters(session: Session, reading: Reading, reader: Reader) -> Mapping[int, tuple[MailMark, ...]]:
    """For each letter, by its version, to whom it was mailed; that it was not is said as well."""
    letters = [entry.version for entry in reading.entries if entry.kind in where(is_word=True)]
    found: dict[int, tuple[MailMark, ...]] = {}
    for item in mails_of(session, reading.ticket.id, letters):
        found[item.version] = (*found.get(item.version, ()), mails.beside_letter(item, reader))
    unsaid = (MailMark(_not_mailed(reading.customer)),)
    return {version: found.get(version, unsaid) for version in letters}


def _not_mailed(customer: Customer) -> str:
    if customer.reach == "page":
        return gettext("not mailed: %(name)s likes the page", name=customer.first_name)
    if customer.reach == "phone":
        return gettext("not mailed: %(name)s likes the phone", name=customer.first_name)
    return gettext("not mailed")


def _of(item: MailItem) -> Unreached:
    return Unreached(first_name_in(item.reader), mails.fault(item), item.id, item.email, item.customer_id or 0)


def _with_bounce(
    session: Session, found: tuple[Unreached, ...], items: Sequence[MailItem], customer: Customer
) -> tuple[Unreached, ...]:
    """These, and the customer too where their address is known to take no mail."""
    is_told = any(item.to == "customer" for item in items)
    bounce = None if is_told or customer.reach != "mail" else read_bounce(session, customer.email)
    return (_bounced(bounce, customer), *found) if bounce else found


def _bounced(bounce: Bounce, customer: Customer) -> Unreached:
    why = gettext("The mail server said: “%(words)s”", words=bounce.words) if bounce.words else ""
    return Unreached(customer.first_name, why, 0, customer.email, customer.id)
