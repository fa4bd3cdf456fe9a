"""Who reads the mails of a subscription, what their own link is, and why they get them: a customer or a companion."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery import ahead
from statuspage.delivery.addresses import NoAddress, address
from statuspage.delivery.message import company_address
from statuspage.domain.mail_wishes import companion_was_let_go
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import Share
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket
from statuspage.present.languages import gettext
from statuspage.urls import Urls


@dataclass(frozen=True, slots=True)
class MailFoot:
    """The small words under a mail: ``why`` it comes, the address to ``stop`` it, that the link is a ``key``, and that
    the mail can be answered, "" where its reader's answers are not taken.
    """

    why: str
    stop: str
    key: str
    answers: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """One reader. ``customer`` is the customer's first name for everyone else, "" when they are the customer.

    ``link`` is their own page, ``stop`` where they choose their mails, ``replies`` the address that takes their answers
    ("" where answers by mail are not taken in), and ``may_write`` says that they can answer on their page.
    """

    subscription: Subscription
    name: str
    email: str
    language: str
    zone: str
    customer: str
    link: str
    stop: str
    replies: str
    may_write: bool

    def mailbox(self) -> Address:
        """Their name and address. Raises ``NoAddress``."""
        return address(self.name, self.email)

    def reply_to(self, name: str, settings: Settings) -> Address:
        """Where their answer to ``name`` goes: an address that is theirs alone, or the desk's. Raises ``NoAddress``."""
        return address(name, self.replies) if self.replies else company_address(name, settings)

    def foot(self, subject: str, company: str) -> MailFoot:
        """The small words, in the language that is spoken now."""
        answers = gettext("You can simply answer this mail.") if self.replies and self.may_write else ""
        return MailFoot(self._why(subject, company), self.stop, self._key(), answers)

    def _why(self, subject: str, company: str) -> str:
        if self.customer:
            return gettext("You get this because %(name)s let you in to “%(subject)s”.", **self._named(subject))
        return gettext(
            "You get this because you told %(company)s about “%(subject)s”.", company=company, subject=subject
        )

    def _key(self) -> str:
        if not self.customer:
            return gettext("The link to your page is your key. Whoever has it can read and answer for you.")
        if self.may_write:
            return gettext(
                "The link to your page is a key of your own. Whoever has it can read and answer under your name."
            )
        return gettext("The link to your page is a key of your own. Whoever has it can read what you can read.")

    def _named(self, subject: str) -> dict[str, str]:
        return {"name": self.customer, "subject": subject}


def recipient(session: Session, subscription_id: int | None, urls: Urls, settings: Settings) -> Recipient:
    """The reader of this subscription. Raises ``NoAddress`` for a companion who was let go, and for a follower."""
    found = session.get_one(Subscription, subscription_id)
    customer = session.get_one(Customer, session.get_one(Ticket, found.ticket_id).customer_id)
    companion = session.get_one(Companion, found.companion_id) if found.companion_id else None
    key = ahead.found(session, read_keys, found.id)
    if key is None or found.reader == "follower" or companion_was_let_go(session, found):
        raise NoAddress("its reader has no key to this ticket any more")
    who, domain = companion or customer, settings.reply_domain
    return Recipient(
        subscription=found,
        name=who.name,
        email=who.email,
        language=who.language if who.language in settings.languages else settings.languages[0],
        zone=who.zone,
        customer=customer.first_name if companion else "",
        link=urls.shared(key),
        stop=urls.mails(found.id, found.generation),
        replies=urls.replies(domain, "subscription", found.id, key.generation) if domain else "",
        may_write=companion is None or companion.may_write,
    )


def read_keys(session: Session, ids: Sequence[int]) -> dict[int, Share | None]:
    """Of each of these subscriptions, the share that is its reader's own key to the ticket."""
    keys: dict[int, Share | None] = dict.fromkeys(ids)
    return keys | {row[0]: row[1] for row in session.execute(_KEYS, {"ids": ids})}


_SAME_HOLDER = or_(
    Share.companion_id == Subscription.companion_id,
    and_(Share.companion_id.is_(None), Subscription.companion_id.is_(None)),
)
_KEYS = (
    select(Subscription.id, Share)
    .join(Share, and_(Share.ticket_id == Subscription.ticket_id, Share.scope == "private", _SAME_HOLDER))
    .where(Subscription.id.in_(bindparam("ids", expanding=True)))
)
