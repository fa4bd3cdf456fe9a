"""Which company a customer is one of, and who else: for agents to know, and for its people alone to change."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from statuspage.domain.people.companies import NOTHING, member_of, people_of, right_on
from statuspage.domain.people.customers import Customer
from statuspage.domain.way_in.overviews import holders
from statuspage.present.companies import told_way


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the others: their name, and their own page at the desk, 0 where there is none. ``reads`` says that they
    may read this customer's tickets.
    """

    name: str
    customer_id: int
    reads: bool


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """The company, its ``way`` to see in words, and the others."""

    name: str
    way: str
    others: tuple[Colleague, ...]


def read_company(session: Session, customer: Customer) -> CompanyLine | None:
    """The company of this customer; None for whoever is of none."""
    found = member_of(session, customer.overview_id) if customer.overview_id else None
    if found is None:
        return None
    company, me = found
    others = [one for one in people_of(session, company.id) if one.is_here and one.id != me.id]
    names = {one.id: one.name for one in (me, *others)}
    theirs = holders(session, [one.overview_id for one in others if one.overview_id])
    rows = (
        Colleague(one.name, theirs.get(one.overview_id or 0, 0), right_on(company, me, one) != NOTHING)
        for one in others
    )
    return CompanyLine(company.name, told_way(company.terms, names), tuple(rows))
