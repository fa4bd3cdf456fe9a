"""The mails that no person wrote, each of which says so first: the receipt, the late notice, a link, a companion's key.

PRODUCT's list of them is short, and stays so: nothing else reaches a customer that nobody wrote.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.addresses import NoAddress, address, message_id
from statuspage.delivery.letters import MailPerson, person_of
from statuspage.delivery.message import Mail, Retired, company_address, compose
from statuspage.delivery.recipients import MailFoot, Recipient, recipient
from statuspage.delivery.threads import followed, named
from statuspage.delivery.words import MailReader
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.letters import Reply
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.agents import Agent, availability
from statuspage.domain.people.companions import Companion
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import KIND, OPEN, LostLink, customers_at, stands
from statuspage.present.languages import gettext
from statuspage.urls import Urls


@dataclass(frozen=True, slots=True)
class UnwrittenWords:
    """What such a mail says: that nobody wrote it (``first``), lines of its own, whom it is about, words quoted in it,
    and what its ``link_words`` lead to.
    """

    first: str
    told: tuple[str, ...]
    link_words: str
    person: MailPerson | None = None
    quoted_as: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class UnwrittenContent:
    """What the templates get: the words, and what stands around them."""

    subject: str
    preview: str
    words: UnwrittenWords
    link: str
    foot: MailFoot
    company: str
    company_phone: str | None


@dataclass(frozen=True, slots=True)
class _Case:
    """One row of the outbox, its ticket and owner, who reads it, and by which clock."""

    outgoing: Outgoing
    ticket: Ticket
    owner: Agent
    to: Recipient
    reader: MailReader


def receipt(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """Who has it, when that person is in, and the link. It promises nothing."""
    return _compose(session, outgoing, urls, settings, now, _receipt)


def late_notice(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """That a promise fell due without a letter, for whoever asked to be told."""
    return _compose(session, outgoing, urls, settings, now, _late)


def asked_link(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """The present link, for whoever opened one that was replaced, and asked for it."""
    return _compose(session, outgoing, urls, settings, now, _link)


def invitation(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """A companion's own key, and who let them in."""
    return _compose(session, outgoing, urls, settings, now, _invitation)


def overview_link(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """The link to all their tickets, for whoever asked for it. Raises ``Retired`` for an address that nobody has."""
    link = session.scalars(select(LostLink).where(LostLink.outgoing_id == outgoing.id)).one()
    known = customers_at(session, link.email)
    if not known:
        raise Retired("Nobody has this address.")
    if stands(link, now) != OPEN:
        raise Retired("This is not so any more.")
    customer, company = known[0], settings.company_name
    language = next((one.language for one in known if one.language), settings.languages[0])
    with force_locale(language):
        words = UnwrittenWords(
            first=gettext("No person wrote this mail. Somebody asked for the link to what this address has asked us."),
            told=(
                gettext("It can be used once, within an hour, and leads to a page with all that we do for you."),
                gettext("If it was not you who asked, you need do nothing: the link went to nobody else."),
            ),
            link_words=gettext("All your tickets"),
        )
        subject = gettext("Your link to %(company)s", company=company)
        why = gettext("You get this because this address was typed at %(company)s.", company=company)
        key = gettext("The link is a key. Whoever has it can use it in your place.")
        foot = MailFoot(why, "", key, "")
        return compose(
            Mail(
                to=address(customer.name, link.email),
                sender=company_address(company, settings),
                by_machine=True,
                subject=subject,
                language=language,
                template="unwritten",
                content=UnwrittenContent(
                    subject, words.told[0], words, urls.lost(link.id), foot, company, settings.company_phone
                ),
                sent_as=message_id(urls.base, KIND, link.id, link.asked_at.isoformat()),
                at=outgoing.created_at,
            )
        )


def _compose(
    session: Session,
    outgoing: Outgoing,
    urls: Urls,
    settings: Settings,
    now: datetime,
    tell: Callable[[Session, _Case], UnwrittenWords],
) -> EmailMessage:
    ticket = session.get_one(Ticket, outgoing.ticket_id)
    to = recipient(session, outgoing.subscription_id, urls, settings)
    company = settings.company_name
    with force_locale(to.language):
        reader = MailReader(to.zone, now, to.customer)
        words = tell(session, _Case(outgoing, ticket, session.get_one(Agent, ticket.owner_id), to, reader))
        foot = to.foot(ticket.subject, company)
        return compose(
            Mail(
                to=to.mailbox(),
                sender=company_address(company, settings),
                reply_to=to.reply_to(company, settings),
                by_machine=True,
                subject=f"Re: {ticket.subject}",
                language=to.language,
                template="unwritten",
                content=UnwrittenContent(
                    ticket.subject, words.told[0], words, to.link, foot, company, settings.company_phone
                ),
                sent_as=named(outgoing, ticket, urls.base),
                thread=(*followed(session, outgoing, ticket, urls.base), *_asked_as(session, outgoing)),
                at=outgoing.created_at,
                stop=to.stop,
            )
        )


def _asked_as(session: Session, outgoing: Outgoing) -> tuple[str, ...]:
    """The Message-ID of the mail that the receipt answers; none where nobody asked by mail."""
    if outgoing.kind != "opened":
        return ()
    asked = IncomingMail.ticket_id == outgoing.ticket_id, IncomingMail.version == outgoing.version
    found = session.scalar(select(IncomingMail.message_id).where(*asked, IncomingMail.outcome == "taken"))
    return (f"<{found}>",) if found else ()


def _receipt(session: Session, case: _Case) -> UnwrittenWords:
    owner, asked_at = case.owner, case.outgoing.created_at
    return UnwrittenWords(
        first=gettext("No person wrote this mail. It only says who has what you told us."),
        told=(
            gettext("%(name)s has it, and looks after it for you.", name=owner.name),
            _hours(owner, case.reader, asked_at),
        ),
        person=person_of(owner),
        quoted_as=gettext("You told us:"),
        quoted=_story(session, case.outgoing),
        link_words=gettext("Your page, where all of it stands"),
    )


def _hours(owner: Agent, reader: MailReader, at: datetime) -> str:
    """When the owner is in, as of this instant, by the reader's clock."""
    found = availability(owner.hours, owner.zone, at, owner.away)
    if found.changes_at is None:
        return gettext("%(name)s has no fixed hours.", name=owner.called)
    when = reader.moment(found.changes_at)
    if found.is_in:
        return gettext("%(name)s is in until %(when)s.", name=owner.called, when=when)
    return gettext("%(name)s is not in at the moment, and is back on %(when)s.", name=owner.called, when=when)


def _story(session: Session, outgoing: Outgoing) -> str:
    found = session.get(Reply, (outgoing.ticket_id, outgoing.version))
    return found.body if found else ""


def _late(session: Session, case: _Case) -> UnwrittenWords:
    promise_id = case.outgoing.data["promise"]
    kept_by = select(Promise, Agent).join(Agent, Agent.id == KEEPER).where(Promise.id == promise_id)
    promise, keeper = session.execute(kept_by).one()
    name, when = keeper.called, case.reader.moment(promise.due_at)
    if promise.kind == "call":
        told = gettext("%(name)s promised to call by %(when)s, and no call was written down.", name=name, when=when)
    else:
        told = gettext("%(name)s promised to write by %(when)s, and has not written.", name=name, when=when)
    return UnwrittenWords(
        first=gettext("No person wrote this mail. You asked to be told when a promise falls due without a letter."),
        told=(
            told,
            gettext("We are sorry. It is marked as late on your page, and stays so."),
        ),
        person=person_of(keeper),
        link_words=gettext("Your page, where all of it stands"),
    )


def _link(_session: Session, _case: _Case) -> UnwrittenWords:
    return UnwrittenWords(
        first=gettext(
            "No person wrote this mail. Somebody opened an old address of your page, and asked for this one."
        ),
        told=(
            gettext("This is the address of your page now. The old one opens nothing any more."),
            gettext("If it was not you who asked, you need do nothing: the address went to nobody else."),
        ),
        link_words=gettext("Your page"),
    )


def _invitation(session: Session, case: _Case) -> UnwrittenWords:
    if case.to.subscription.companion_id is None:
        raise NoAddress("only a companion is invited")
    companion = session.get_one(Companion, case.to.subscription.companion_id)
    rights = (
        gettext("You can read all that is written there, and write there yourself, under your own name.")
        if companion.may_write
        else gettext("You can read all that is written there.")
    )
    return UnwrittenWords(
        first=_let_in_by(session, companion, case),
        told=(
            gettext(
                "It is about “%(subject)s”. %(owner)s looks after it.",
                subject=case.ticket.subject,
                owner=case.owner.name,
            ),
            rights,
        ),
        person=person_of(case.owner),
        link_words=gettext("Your page"),
    )


def _let_in_by(session: Session, companion: Companion, case: _Case) -> str:
    """Who let them in, and that they did not write this mail."""
    if companion.came == "link":
        return gettext(
            "You asked for a key of your own to what %(customer)s showed you; no person wrote this mail.",
            customer=case.to.customer,
        )
    if companion.agent_id is not None:
        agent = session.get_one(Agent, companion.agent_id)
        return gettext(
            "%(name)s let you in to what we do for %(customer)s; the mail itself was written by no person.",
            name=agent.called,
            customer=case.to.customer,
        )
    return gettext(
        "%(customer)s let you in to what we write to each other; the mail itself was written by no person.",
        customer=case.to.customer,
    )
