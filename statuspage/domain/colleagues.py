"""Colleagues read each other's tickets, as their company would like and each of them allows; nobody in secret.

Whoever opens a colleague's ticket gets keys of their own to it, as any companion has, under their own name. They end at
the moment at which nothing allows them any more: ``settle`` sees to that after every change.
"""

from datetime import datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from statuspage.domain.admission import end, open_keys
from statuspage.domain.changing import change
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append
from statuspage.domain.people.companies import NOTHING, WRITES, Company, Member, member_of, people_of, right_on
from statuspage.domain.people.companions import COLLEAGUE, Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.folding import folded
from statuspage.domain.words.passages import index

KIND = "colleague"  # of the event


def open_to(session: Session, overview_id: int) -> dict[int, Member]:
    """By their overview, the colleagues whose tickets the holder of this overview may read now."""
    found = member_of(session, overview_id)
    if found is None:
        return {}
    company, reader = found
    readable = (one for one in _people(session, company) if right_on(company, one, reader) != NOTHING)
    return {one.overview_id: one for one in readable if one.overview_id is not None}


def readers_of(session: Session, company: Company, owner: Member) -> list[tuple[Member, int]]:
    """The colleagues who may read this member's tickets now, each with what they may."""
    rights = ((one, right_on(company, owner, one)) for one in _people(session, company))
    return [(one, right) for one, right in rights if right != NOTHING]


def keys_of(session: Session, overview_id: int) -> dict[int, Share]:
    """By their ticket, the keys to colleagues' tickets that the holder of this overview has."""
    mine = and_(Companion.id == Share.companion_id, Companion.let_go_at.is_(None))
    found = select(Share).join(Companion, mine).join(Member, Member.id == Companion.member_id)
    return {
        key.ticket_id: key
        for key in session.scalars(found.where(Member.overview_id == overview_id, Share.scope == "private"))
    }


def open_colleagues(session: Session, overview_id: int, ticket_id: int, now: datetime) -> Share:
    """The key of this overview's holder to a colleague's ticket, made when they first open it."""
    found = lock_member(session, overview_id)
    owner = _owner(session, ticket_id)
    right = right_on(found[0], owner, found[1]) if found else NOTHING
    if found is None or right == NOTHING:
        raise Refused("", N_("This is not open to you any more."))
    company, reader = found
    with change(session, ticket_id, now) as ticket:
        companion = _companion(session, ticket, reader, now)
        if companion.id is None or companion.let_go_at is not None:
            companion.name, companion.may_write = _named(session, ticket, reader, company), right == WRITES
            companion.let_go_at = None
            session.add(companion)
            session.flush()
            words = f"{companion.name}\n{companion.email}"
            index(session, "companion", words, now, ticket_id=ticket.id, number=companion.id)
            open_keys(session, companion, now)
            append(session, ticket, KIND, now, companion_id=companion.id, deed=_deed(right))
    return shares_of(session, ticket_id, companion.id)["private"]


def lock_member(session: Session, overview_id: int) -> tuple[Company, Member] | None:
    """Whose overview this is among the people of which company, with that company's row locked."""
    found = member_of(session, overview_id)
    if found is None:
        return None
    session.get_one(Company, found[0].id, with_for_update=True, populate_existing=True)
    everyone = select(Member).where(Member.company_id == found[0].id)
    session.scalars(everyone.execution_options(populate_existing=True)).all()  # as they stand behind the lock
    return found if found[1].ended_at is None else None


def settle(session: Session, overview_id: int, now: datetime) -> None:
    """Tickets came to this overview, or left it: what its company's people hold of them is what they may."""
    found = lock_member(session, overview_id)
    if found is not None:
        settle_company(session, found[0], now)


def settle_company(session: Session, company: Company, now: datetime) -> None:
    """Let each key that one of the company's people holds to a colleague's ticket do what they may now, or end it.

    The company's row must be locked.
    """
    members = session.scalars(select(Member).where(Member.company_id == company.id)).all()
    by_id = {one.id: one for one in members}
    by_overview = {one.overview_id: one for one in members if one.is_here}
    held = (
        select(Companion, Customer.overview_id)
        .join(Ticket, Ticket.id == Companion.ticket_id)
        .join(Customer, Customer.id == Ticket.customer_id)
        .where(Companion.member_id.in_(by_id), Companion.let_go_at.is_(None))
        .order_by(Companion.ticket_id, Companion.id)
    )
    for companion, overview_id in session.execute(held).all():
        right = right_on(company, by_overview.get(overview_id), by_id[companion.member_id])
        if right == NOTHING or companion.may_write != (right == WRITES):
            _settle_one(session, companion, right, now)


def _settle_one(session: Session, companion: Companion, right: int, now: datetime) -> None:
    with change(session, companion.ticket_id, now) as ticket:
        if right == NOTHING:
            end(session, companion, now)
        companion.may_write = right == WRITES
        append(session, ticket, KIND, now, companion_id=companion.id, deed=_deed(right))


def _people(session: Session, company: Company) -> list[Member]:
    return [one for one in people_of(session, company.id) if one.is_here]


def _owner(session: Session, ticket_id: int) -> Member | None:
    """Of which company's people the customer of this ticket is one; None for nobody's, or no ticket."""
    theirs = select(Customer.overview_id).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.id == ticket_id)
    overview_id = session.scalar(theirs)
    found = member_of(session, overview_id) if overview_id else None
    return found[1] if found else None


def _companion(session: Session, ticket: Ticket, reader: Member, now: datetime) -> Companion:
    known = select(Companion).where(Companion.ticket_id == ticket.id, Companion.member_id == reader.id)
    found = session.scalar(known)
    if found is not None:
        return found
    zone = session.get_one(Customer, ticket.customer_id).zone
    made = Companion(ticket_id=ticket.id, zone=zone, language="", came=COLLEAGUE, member_id=reader.id, created_at=now)
    mine = select(Customer).where(Customer.overview_id == reader.overview_id).order_by(Customer.id.desc())
    own = session.scalars(mine.limit(1)).first()
    if own is not None:
        made.zone, made.language = own.zone, own.language
    return made


def _named(session: Session, ticket: Ticket, reader: Member, company: Company) -> str:
    """Their name, with the company's where the customer has the same."""
    customer = session.get_one(Customer, ticket.customer_id)
    same = folded(reader.name) in (folded(customer.name), folded(customer.first_name))
    return f"{reader.name} ({company.name})"[:120] if same else reader.name


def _deed(right: int) -> str:
    return ("out", "", "write")[right]
