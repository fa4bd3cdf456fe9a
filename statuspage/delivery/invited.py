"""The mail with an invitation to a company: who invites, and that accepting opens nothing of one's own."""

from datetime import datetime
from email.message import EmailMessage

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.config import Settings
from statuspage.delivery.addresses import address, message_id
from statuspage.delivery.message import Mail, Retired, company_address, compose
from statuspage.delivery.recipients import MailFoot
from statuspage.delivery.unwritten import UnwrittenContent, UnwrittenWords
from statuspage.domain.invitations import KIND
from statuspage.domain.outbox import Outgoing
from statuspage.domain.people.companies import LASTS, WAITS, Company, Member, people_of, stands
from statuspage.domain.way_in.overviews import customers_at, holder
from statuspage.present.companies import told_way
from statuspage.present.languages import gettext
from statuspage.urls import Urls


def invitation(session: Session, outgoing: Outgoing, urls: Urls, settings: Settings, now: datetime) -> EmailMessage:
    """It goes to every address alike. Raises ``Retired`` for one that was withdrawn, used, or is too old."""
    member = session.scalars(select(Member).where(Member.outgoing_id == outgoing.id)).one()
    company = session.get_one(Company, member.company_id)
    if stands(member, now) != WAITS:
        raise Retired("This is not so any more.")
    people = people_of(session, company.id)
    by = next(one for one in people if one.is_holder)
    language = _language(session, member, by, settings)
    with force_locale(language):
        words = UnwrittenWords(
            first=gettext(
                "%(name)s invites you to “%(company)s”; the mail itself was written by no person.",
                name=by.name,
                company=company.name,
            ),
            told=(
                gettext(
                    "Its people ask %(ours)s together. If you accept, you have a page of your own with your tickets.",
                    ours=settings.company_name,
                ),
                told_way(company.terms, {one.id: one.name for one in people}),
                gettext("Nothing that you have asked us becomes readable to them, unless you say so yourself."),
                gettext(
                    "It can be accepted once, within %(days)s days. If you do not want that, you need do nothing.",
                    days=LASTS.days,
                ),
            ),
            link_words=gettext("Look at the invitation"),
        )
        subject = gettext("%(name)s invites you to “%(company)s”", name=by.name, company=company.name)
        foot = MailFoot(
            gettext("You get this because %(name)s wrote this address.", name=by.name),
            "",
            gettext("The link is a key. Whoever has it can use it in your place."),
            "",
        )
        ours, link = settings.company_name, urls.join(member.id)
        return compose(
            Mail(
                to=address(member.name or member.email.partition("@")[0], member.email),
                sender=company_address(ours, settings),
                by_machine=True,
                subject=subject,
                language=language,
                template="unwritten",
                content=UnwrittenContent(subject, words.told[0], words, link, foot, ours, settings.company_phone),
                sent_as=message_id(urls.base, KIND, member.id, member.invited_at.isoformat()),
                at=outgoing.created_at,
            )
        )


def _language(session: Session, member: Member, by: Member, settings: Settings) -> str:
    """Their own, where we know it; else that of whoever invites them, else ours."""
    inviter = holder(session, by.overview_id) if by.overview_id else None
    known = [*customers_at(session, member.email), *([inviter] if inviter else [])]
    return next((one.language for one in known if one.language in settings.languages), settings.languages[0])
