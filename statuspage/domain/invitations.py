"""Invitations to a company, by mail: each can be accepted once, within some days, by a button; or be withdrawn.

Whoever invites learns nothing of an address: the same is done for one that a customer has and for one that nobody has.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import audit, validation
from statuspage.domain.company_verbs import holding, refuse_same_name
from statuspage.domain.errors import N_, Refused
from statuspage.domain.outbox import leave
from statuspage.domain.people.companies import EXPIRED, WAITS, WITHDRAWN, Company, Member, member_of, people_of, stands
from statuspage.domain.people.customers import add_customer
from statuspage.domain.people.our_names import refuse_our_address, refuse_our_names
from statuspage.domain.way_in.overviews import Overview, holder, join

KIND = "company"  # of the mail with an invitation, in the outbox
MOST = 20  # people of one company, with those who are invited; and so many are invited by one person within a day
MOST_TO_ONE = 3  # mails to one address within a day
_DAY = timedelta(days=1)


def invite(session: Session, overview_id: int, now: datetime, *, typed: str) -> Sequence[Member]:
    """Invite whoever reads these addresses, one a line, by a mail to each; when one is refused, nobody is invited."""
    company, me = holding(session, overview_id)
    emails = _addresses(typed)
    people = people_of(session, company.id)
    for email in emails:
        _refuse(session, email, me, people, now)
    _refuse_too_many(session, me, people, emails, now)
    for one in people:
        if one.email in emails:  # an invitation that is too old makes room for another
            one.ended_at, one.ended = now, WITHDRAWN
    session.flush()
    made = [_one(session, company, email, now) for email in emails]
    company.version += 1
    session.flush()
    return made


def accept(
    session: Session, member_id: int, now: datetime, *, name: str, zone: str, language: str, ours: str
) -> Overview | None:
    """Whoever reads this mail becomes one of the company's people, with an overview of their own address.

    None, and nothing changes, for an invitation that was used, is too old, or was withdrawn. Nothing of theirs is
    open to anybody by this; who is not known here yet becomes a customer by this ``name``.
    """
    invited = session.get_one(Member, member_id)
    company = session.get_one(Company, invited.company_id, with_for_update=True, populate_existing=True)
    session.refresh(invited)
    if stands(invited, now) != WAITS:  # a company that ends ends every invitation
        return None
    name = validation.line("name", name)
    refuse_our_names(session, name, ours)
    refuse_same_name(session, company, name)
    overview = join(session, invited.email, now)
    if member_of(session, overview.id) is not None:
        raise Refused("", N_("You are one of another company’s people already. Leave it first, on your page."))
    if holder(session, overview.id) is None:
        made = add_customer(session, now, name=name, email=invited.email, zone=zone, language=language)
        made.overview_id, made.is_demo = overview.id, company.is_demo
    invited.name, invited.overview_id, invited.joined_at = name, overview.id, now
    company.version += 1
    session.flush()
    mine = holder(session, overview.id)
    audit.note(session, "company_joined", now, by="customer", customer_id=mine.id if mine else None)
    session.flush()
    return overview


def _addresses(typed: str) -> list[str]:
    lines = [line for line in typed.replace(",", "\n").replace(";", "\n").splitlines() if line.strip()]
    if not lines:
        raise Refused("emails", N_("Please write at least one mail address."))
    if len(lines) > MOST:
        why = N_("These are %(number)s addresses; %(most)s is the most. Nobody was invited, and nothing was lost.")
        raise Refused("emails", why, number=len(lines), most=MOST)
    try:
        return list(dict.fromkeys(validation.mail("emails", line) for line in lines))
    except Refused as refused:
        refused.cleaned = None  # it is about one line, and all of them stay in the form
        raise


def _refuse(session: Session, email: str, me: Member, people: Sequence[Member], now: datetime) -> None:
    if email == me.email:
        raise Refused("emails", N_("%(email)s is your own address."), email=email)
    for one in people:
        if one.email == email and one.is_here:
            raise Refused("emails", N_("%(name)s, at %(email)s, is there already."), name=one.name, email=email)
        if one.email == email and stands(one, now) != EXPIRED:
            raise Refused("emails", N_("%(email)s is invited already. Withdraw that first."), email=email)
    try:
        refuse_our_address(session, email)
    except Refused as refused:
        refused.field = "emails"
        raise


def _refuse_too_many(
    session: Session, me: Member, people: Sequence[Member], emails: Sequence[str], now: datetime
) -> None:
    here = [one for one in people if one.email not in emails]
    if len(here) + len(emails) > MOST:
        why = N_("A company has %(most)s people at most, with those who are invited. Nobody was invited.")
        raise Refused("emails", why, most=MOST)
    mine = select(Member.company_id).where(Member.overview_id == me.overview_id)  # also of those that are over
    today = Member.company_id.in_(mine), Member.outgoing_id.is_not(None), Member.invited_at > now - _DAY
    sent = list(session.scalars(select(Member.email).where(*today)))
    if len(sent) + len(emails) > MOST or any(sent.count(email) >= MOST_TO_ONE for email in emails):
        raise Refused("emails", N_("So many were invited today that we stop here. Go on tomorrow."))


def _one(session: Session, company: Company, email: str, now: datetime) -> Member:
    left = leave(session, None, KIND, "customer", now)
    left.outcome = "kept" if company.is_demo else left.outcome
    session.flush()
    made = Member(company_id=company.id, email=email, invited_at=now, outgoing_id=left.id)
    session.add(made)
    return made
