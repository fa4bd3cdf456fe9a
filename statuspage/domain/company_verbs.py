"""What a company's people do: one makes it and invites the others, who accept, agree to what is read, and may leave.

Whoever made it looks after it: they invite, let go, and choose the way, until they give that to another or end it. Each
verb locks the company's row, and ``settle_company`` ends what is not allowed any more in the same transaction.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.colleagues import lock_member, settle_company
from statuspage.domain.errors import N_, Refused
from statuspage.domain.outbox import Outgoing, retire
from statuspage.domain.people.companies import (
    MINE,
    ONE,
    WAYS,
    WITHDRAWN,
    Company,
    Member,
    Terms,
    less,
    member_of,
    people_of,
)
from statuspage.domain.way_in.overviews import Overview, holder
from statuspage.domain.words.folding import folded

LEFT = "left"  # how a member is gone
LET_GO = "let_go"
OVER = "over"


def make_company(session: Session, overview_id: int, now: datetime, *, name: str, ours: str) -> Company:
    """The holder of this overview makes a company, and looks after it. It cannot have our own name, ``ours``."""
    session.get_one(Overview, overview_id, with_for_update=True)  # two at once count as one
    if member_of(session, overview_id) is not None:
        raise Refused("name", N_("You are one of a company’s people already. Leave it first."))
    name = _checked(name, ours)
    first = holder(session, overview_id)
    if first is None:
        raise Refused("", N_("There is nobody behind this page any more."))
    company = Company(name=name, created_at=now, is_demo=first.is_demo)
    session.add(company)
    session.flush()
    email = session.get_one(Overview, overview_id).email
    member = Member(company_id=company.id, email=email, name=first.name, is_holder=True, overview_id=overview_id)
    member.invited_at = member.joined_at = now
    session.add(member)
    session.flush()
    return company


def rename(session: Session, overview_id: int, *, name: str, ours: str) -> None:
    """Give the company another name."""
    company, _ = holding(session, overview_id)
    company.name = _checked(name, ours)
    company.version += 1


def choose_way(
    session: Session, overview_id: int, now: datetime, *, way: str, answers_id: int | None, seen: int
) -> None:
    """What the company would like from now on. ``seen`` is the version that the chooser had in front of them.

    For their own tickets the chooser has agreed with it. Whoever else has not keeps theirs as they were; and what is
    not wanted any more ends at once, for all.
    """
    company, me = holding(session, overview_id)
    validation.choice("way", way, WAYS)
    refuse_other(company, seen)
    people = people_of(session, company.id)
    if way == ONE and not any(one.id == answers_id and one.is_here for one in people):
        raise Refused("answers", N_("Please choose who answers for all."))
    terms = Terms(way, answers_id if way == ONE else None)
    if terms == company.terms:
        return
    company.way, company.answers_id = terms
    company.way_at, company.version = now, company.version + 1
    for one in people:
        _agree(one, terms if one is me else less(one.agreed, terms))
    settle_company(session, company, now)


def agree(session: Session, overview_id: int, now: datetime, *, seen: int) -> None:
    """One of its people lets the others do with their own tickets what the company would like, as they have seen it."""
    company, me = _belonging(session, overview_id)
    refuse_other(company, seen)
    _agree(me, company.terms)
    company.version += 1
    settle_company(session, company, now)


def keep_mine(session: Session, overview_id: int, now: datetime) -> None:
    """One of its people keeps their own tickets to themselves from now on."""
    company, me = _belonging(session, overview_id)
    _agree(me, Terms(MINE))
    company.version += 1
    settle_company(session, company, now)


def hand_on(session: Session, overview_id: int, *, member_id: int) -> None:
    """Another of its people looks after the company from now on."""
    company, me = holding(session, overview_id)
    other = _one(session, company, member_id)
    if not other.is_here:
        raise Refused("", N_("Only one who has accepted the invitation can look after it."))
    me.is_holder, other.is_holder = False, True
    company.version += 1


def let_go(session: Session, overview_id: int, now: datetime, *, member_id: int) -> None:
    """Let one of them go, or withdraw their invitation; whoever is gone already stays so."""
    company, me = holding(session, overview_id)
    other = _one(session, company, member_id)
    if other.id == me.id:
        raise Refused("", N_("You look after this company. Give that to a colleague first, or end the company."))
    _go(session, company, other, now, LET_GO if other.is_here else WITHDRAWN)


def leave(session: Session, overview_id: int, now: datetime) -> None:
    """One of its people leaves; whoever looks after it cannot vanish, and says first who does then."""
    company, me = _belonging(session, overview_id)
    if me.is_holder:
        raise Refused("", N_("You look after this company. Give that to a colleague first, or end the company."))
    _go(session, company, me, now, LEFT)


def end_company(session: Session, overview_id: int, now: datetime) -> None:
    """The company is no more: each has their own tickets, and nobody those of another."""
    company, _ = holding(session, overview_id)
    company.ended_at, company.version = now, company.version + 1
    for one in people_of(session, company.id):
        one.ended_at, one.ended = now, OVER
    settle_company(session, company, now)


def refuse_other(company: Company, seen: int) -> None:
    """Refuse what was decided on a page that shows the company as it is not any more."""
    if company.version != seen:
        raise Refused("", N_("Something changed here while this page was open. Please look, and decide again."))


def refuse_same_name(session: Session, company: Company, name: str) -> None:
    """Refuse the name of another of its people."""
    for one in people_of(session, company.id):
        if one.name and folded(one.name) == folded(name):
            raise Refused("name", N_("A %(name)s is there already. Add what tells the two apart."), name=one.name)


def _go(session: Session, company: Company, who: Member, now: datetime, how: str) -> None:
    who.ended_at, who.ended = now, how
    if company.answers_id == who.id:
        company.answers_id = None  # all read, and nobody writes, until another is named
    if how == WITHDRAWN:
        retire(session, Outgoing.id == who.outgoing_id)
    company.version += 1
    session.flush()
    settle_company(session, company, now)


def _agree(who: Member, terms: Terms) -> None:
    who.agreed_way, who.agreed_answers_id = terms


def _belonging(session: Session, overview_id: int) -> tuple[Company, Member]:
    found = lock_member(session, overview_id)
    if found is None:
        raise Refused("", N_("You are not one of a company’s people any more. Your own tickets are all here."))
    return found


def holding(session: Session, overview_id: int) -> tuple[Company, Member]:
    """The company that the holder of this overview looks after, its row locked; refused for everyone else."""
    company, me = _belonging(session, overview_id)
    if not me.is_holder:
        of = select(Member.name).where(Member.company_id == company.id, Member.is_holder, Member.ended_at.is_(None))
        name = session.scalar(of) or ""
        raise Refused("", N_("Only %(name)s, who looks after this company, can do that."), name=name)
    return company, me


def _one(session: Session, company: Company, member_id: int) -> Member:
    found = session.get(Member, member_id)
    if found is None or found.company_id != company.id or found.ended_at is not None:
        raise Refused("", N_("Nobody of this name is here any more."))
    return found


def _checked(name: str, ours: str) -> str:
    name = validation.line("name", name)
    if folded(name) == folded(ours):
        raise Refused("name", N_("That is our own name. Please give the name of yours."))
    if "://" in name or "www." in name.lower():  # it stands in mails to people who have not asked for any
        raise Refused("name", N_("Please give a name, and no address of a site."))
    return name
