"""The mails to followers of a public view: the question first, then its letters, and its promises that are late.

Each is made from the ``PublicTicket`` of the moment in which it leaves, and from nothing else of the ticket: what the
public page does not show then is not mailed. Nothing in the question was typed by anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.addresses import address, message_id
from statuspage.delivery.message import Mail, Retired, company_address, compose
from statuspage.delivery.plain import plain_text
from statuspage.delivery.words import MailReader, MailWords
from statuspage.domain.hosts import host_of
from statuspage.domain.opaque_ids import opaque_id
from statuspage.domain.outbox import LATE, Outgoing
from statuspage.domain.publication.followers import CONFIRM, FOLLOWS, GOOD_FOR, OPEN, follower, stands
from statuspage.domain.publication.gate import public_ticket
from statuspage.domain.publication.ticket import PublicLetter, PublicTicket
from statuspage.domain.shares.share import Share, is_on, shares_of
from statuspage.domain.subscriptions import Subscription
from statuspage.present import glance
from statuspage.present.languages import gettext
from statuspage.urls import Urls

_PREVIEW = 140  # characters


@dataclass(frozen=True, slots=True)
class FollowerContent:
    """What the templates of these mails get. ``link`` is the public page, ``stop`` ends the mails; ``company`` is ""
    where the customer does not show it. ``answer`` is where the question is answered, "" in other mails, and
    ``preview`` what a list of mails shows beside the subject.
    """

    subject: str
    told: MailWords
    link: str
    stop: str
    company: str
    answer: str = ""
    preview: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One row with what its mail is made from: the reader, what anyone may know now, and where that stands."""

    outgoing: Outgoing
    reader: Subscription
    ticket: PublicTicket
    share: Share
    urls: Urls
    settings: Settings
    now: datetime

    @property
    def clock(self) -> MailReader:
        """The reader's clock; to them the customer is "the customer"."""
        return MailReader(self.reader.zone or self.settings.company_zone, self.now, gettext("The customer"))

    @property
    def company(self) -> str:
        """Who writes: the company, or its host where the customer does not show it."""
        return self.ticket.company or host_of(self.settings.base_url)


def to_follower(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """The mail for this row of a follower's, in the language that they follow in.

    Raises ``Retired`` when what it would tell is not public any more, or its reader does not follow any more.
    """
    case = _case(session, outgoing, urls, settings, now)
    with force_locale(case.reader.language or settings.languages[0]):
        if outgoing.kind == CONFIRM:
            return compose(_question(case))
        return compose(_late(case) if outgoing.kind == LATE else _letter(case))


def _case(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> _Case:
    reader = follower(session, outgoing.subscription_id or 0)
    if reader is None or reader.ticket_id != outgoing.ticket_id:
        raise Retired("Nobody follows by this.")
    wanted = OPEN if outgoing.kind == CONFIRM else FOLLOWS
    if stands(reader, outgoing.created_at, now) not in (wanted, FOLLOWS):
        raise Retired("Its reader does not follow.")
    is_letter = outgoing.version > 0
    before, limit = (outgoing.version + 1, 1) if is_letter else (None, 0)
    company = settings.company_name
    ticket = public_ticket(session, reader.ticket_id, company, now, before=before, limit=limit)
    share = shares_of(session, reader.ticket_id).get("public")
    if ticket is None or share is None or not is_on(share, now):
        raise Retired("The public view is off.")
    return _Case(outgoing, reader, ticket, share, urls, settings, now)


def _question(case: _Case) -> Mail:
    """Whether they want to follow. Of the ticket it says nothing but whose public page it is."""
    asked_at = case.outgoing.created_at
    by_machine = gettext("No person wrote this mail. It comes because somebody typed your address, perhaps you.")
    if stands(case.reader, asked_at, case.now) == FOLLOWS:
        subject = gettext("You follow a page of %(company)s already", company=case.company)
        told = MailWords(by_machine, text=gettext("You follow this page by mail already. There is nothing to do."))
        return _mail(case, subject, told, "question")
    subject = gettext("Do you want to follow a page of %(company)s?", company=case.company)
    text = gettext(
        "The question is whether you want to follow a public page of %(company)s by mail: each letter that is shown "
        "there, and a word when a promise is late. If it was not you who asked, do nothing, and you hear nothing more.",
        company=case.company,
    )
    until = gettext("You can answer until %(when)s.", when=case.clock.moment(asked_at + GOOD_FOR))
    told = MailWords(by_machine, text=text, next=until)
    return _mail(case, subject, told, "question", answer=case.urls.question(case.reader.id, asked_at))


def _letter(case: _Case) -> Mail:
    """A letter as the page shows it, and what comes next."""
    letter = next((one for one in case.ticket.letters if one.version == case.outgoing.version), None)
    if letter is None or case.outgoing.kind != "letter":
        raise Retired("This is not public any more.")
    by = letter.by or glance.someone(case.ticket)
    lead = gettext("%(name)s wrote", name=by)
    told = MailWords(lead, text=plain_text(letter.html), html=letter.html, next=_next(case))
    return _mail(case, glance.titled(case.ticket), told, "follower", by=_sender(case, letter))


def _sender(case: _Case, letter: PublicLetter) -> str:
    if letter.by and case.ticket.company:
        return gettext("%(name)s at %(company)s", name=letter.by, company=case.ticket.company)
    return letter.by or case.company


def _next(case: _Case) -> str:
    """When the next word comes, in full, or how else it stands, as the page says it at this moment."""
    due = case.ticket.promise.due_at if case.ticket.promise else None
    state = glance.state_of(case.ticket, case.now)
    if due is not None and state not in (glance.LATE, glance.SOLVED, glance.CLOSED):
        return gettext("The next word comes by %(when)s.", when=case.clock.moment(due))
    return gettext("The promised word is late") if state == glance.LATE else glance.word(case.ticket, state, case.clock)


def _late(case: _Case) -> Mail:
    """That a promise fell due without a letter, while that is still so."""
    due = case.ticket.promise.due_at if case.ticket.promise else None
    state = glance.state_of(case.ticket, case.now)
    if due is None or state != glance.LATE or case.outgoing.data.get("due") != due.isoformat():
        raise Retired("This is not so any more.")
    when = case.clock.moment(due)
    lead = gettext("No person wrote this mail. It comes because a promise fell due, and no letter came.")
    text = gettext("It was promised for %(time)s, and stays marked as late.", time=when)
    told = MailWords(lead, text=text, next=glance.score(case.ticket, state))
    subject = gettext("The promised word is late: %(title)s", title=glance.titled(case.ticket))
    return _mail(case, subject, told, "follower")


def _mail(case: _Case, subject: str, told: MailWords, template: str, *, by: str = "", answer: str = "") -> Mail:
    row, reader, base = case.outgoing, case.reader, case.urls.base
    language = reader.language or case.settings.languages[0]
    preview = told.text[:_PREVIEW] or told.lead
    page, stop = f"{case.urls.shared(case.share)}?lang={language}", case.urls.mails(reader.id, reader.generation)
    return Mail(
        to=address("", reader.email),
        sender=company_address(by or case.company, case.settings),
        by_machine=True,
        subject=subject,
        language=language,
        template=template,
        content=FollowerContent(subject, told, page, stop, case.ticket.company, answer, preview),
        sent_as=message_id(base, opaque_id(case.ticket.seed, "mail", reader.id, row.id)),
        thread=(message_id(base, opaque_id(case.ticket.seed, "mails", reader.id)),),
        at=row.created_at,
        stop=stop,
    )
