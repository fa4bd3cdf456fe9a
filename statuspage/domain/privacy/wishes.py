"""A customer asks that everything of theirs be erased, or an agent asks for them; it waits until an agent agrees."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from statuspage.domain import audit
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.erasures import WAITING, Erasure
from statuspage.domain.privacy.person import is_one_with


def ask(
    session: Session, customer_id: int, now: datetime, *, by: str = "customer", agent_id: int | None = None
) -> Erasure:
    """They would like all of their words to go. Asked twice it counts once, whichever of their rows it came from."""
    customer = session.get_one(Customer, customer_id, with_for_update=True, populate_existing=True)
    waiting = wish_of(session, customer_id)
    if waiting is not None:
        return waiting
    wish = Erasure(customer_id=customer_id, overview_id=customer.overview_id, by=by, asked_at=now)
    session.add(wish)
    session.flush()
    audit.note(session, "erasure_asked", now, by=by, agent_id=agent_id, customer_id=customer_id)
    return wish


def take_back(
    session: Session, customer_id: int, now: datetime, *, by: str = "customer", agent_id: int | None = None
) -> None:
    """They would rather not. Refused once it is done, as nothing brings it back."""
    session.get_one(Customer, customer_id, with_for_update=True, populate_existing=True)
    wish = wish_of(session, customer_id)
    if wish is None:
        if done_for(session, customer_id) is not None:
            raise Refused("", N_("It is erased already, and nothing can bring it back."))
        return
    wish.withdrawn_at = now
    audit.note(session, "erasure_withdrawn", now, by=by, agent_id=agent_id, customer_id=customer_id)
    session.flush()


def wish_of(session: Session, customer_id: int) -> Erasure | None:
    """The wish of this person that waits, whichever of their rows it came from."""
    theirs = _of_person(session, customer_id)
    return session.scalars(select(Erasure).where(theirs, *WAITING).order_by(Erasure.id).limit(1)).first()


def done_for(session: Session, customer_id: int) -> Erasure | None:
    """The erasure that emptied this customer's row; None while their words stand."""
    theirs = _of_person(session, customer_id)
    done = select(Erasure).where(theirs, Erasure.done_at.is_not(None))
    return session.scalars(done.order_by(Erasure.id).limit(1)).first()


def waiting_wishes(session: Session, limit: int) -> Sequence[tuple[Erasure, str]]:
    """Every wish that waits with its customer's name, the oldest first."""
    found = select(Erasure, Customer.name).join(Customer, Customer.id == Erasure.customer_id).where(*WAITING)
    return [(one, name) for one, name in session.execute(found.order_by(Erasure.id).limit(limit))]


def _of_person(session: Session, customer_id: int) -> ColumnElement[bool]:
    """The condition that an erasure is of this person, whichever of their rows it came from."""
    same = is_one_with(session.get_one(Customer, customer_id))
    return Erasure.customer_id.in_(select(Customer.id).where(same))
