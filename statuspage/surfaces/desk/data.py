"""What we have of a customer, at the desk: taken out for them, and erased once one of us has seen what goes."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template
from sqlalchemy.orm import Session

from statuspage import exporting, wiping
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy import wishes
from statuspage.domain.privacy.erasing import erase
from statuspage.domain.privacy.extent import Extent, extent_of
from statuspage.domain.privacy.person import person_of
from statuspage.forms import NO_FORM, Form, go, refused_form, typed
from statuspage.present.numbers import size
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp


@dataclass(frozen=True, slots=True)
class ErasingPage:
    """``asked`` is when it was asked for, "" while nobody has; ``by`` who asked, as ``Erasure`` says it. ``erased``
    is when it was done, "" while the words stand, and ``by_name`` by which agent. ``files`` is their size in words.
    """

    customer: Customer
    extent: Extent
    files: str
    asked: str
    by: str
    erased: str
    by_name: str
    is_wiped: bool
    form: Form


@bp.get("/customers/<int:customer_id>/data")
@may(Access.AGENT)
def customer_data(customer_id: int) -> Response:
    """What there is of them, and what erasing would take; opening it changes nothing."""
    return _page(customer_id, NO_FORM)


@bp.post("/customers/<int:customer_id>/data/export")
@may(Access.AGENT)
def export_customer(customer_id: int) -> Response:
    """Everything of them as one file; our notes only if the agent says so."""
    return exporting.answer(
        _customer(customer_id), by="agent", agent_id=access.agent().id, with_notes=typed("notes") == "yes"
    )


@bp.post("/customers/<int:customer_id>/data/wish")
@may(Access.AGENT)
def wish_for_customer(customer_id: int) -> Response:
    """Write down that they asked for it, by mail or by phone; or that they would rather not."""
    _customer(customer_id)
    try:
        deed = validation.choice("deed", typed("deed"), ("ask", "keep"))
        with write() as session:
            verb = wishes.ask if deed == "ask" else wishes.take_back
            verb(session, customer_id, now(), by="agent", agent_id=access.agent().id)
    except Refused as refused:
        return _page(customer_id, refused_form("erasing", refused))
    return _to(customer_id, "erasure_asked" if deed == "ask" else "erasure_kept")


@bp.post("/customers/<int:customer_id>/data/erasing")
@may(Access.AGENT)
def erase_customer(customer_id: int) -> Response:
    """Agree: everything goes. The name is typed, so that no press too many does it."""
    customer, agent = _customer(customer_id), access.agent()
    try:
        _refuse_unsure(customer)
        with write() as session:
            _erase(session, customer_id, agent)
    except Refused as refused:
        return _page(customer_id, refused_form("erasing", refused))
    wiping.forget_kept()
    return _to(customer_id, "erased")


def _erase(session: Session, customer_id: int, agent: Agent) -> None:
    if wishes.wish_of(session, customer_id) is None and wishes.done_for(session, customer_id) is None:
        raise Refused("", N_("Nobody has asked for it. Write down first that the customer did."))
    erase(session, customer_id, now(), agent=session.get_one(Agent, agent.id), seen=typed("extent") or None)


def _refuse_unsure(customer: Customer) -> None:
    if wishes.done_for(db.session(), customer.id) is None and typed("sure").strip() != customer.name:
        raise Refused("sure", N_("Please type the name as it stands above: %(name)s"), name=customer.name)


def _to(customer_id: int, code: str) -> Response:
    return make_response(go(f"/desk/customers/{customer_id}/data", code))


def _customer(customer_id: int) -> Customer:
    return db.session.get(Customer, customer_id) or abort(404)


def _page(customer_id: int, form: Form) -> Response:
    db.session.rollback()
    session, customer = db.session(), _customer(customer_id)
    reader = Reader(access.agent().zone, now())
    extent = extent_of(session, person_of(session, customer_id))
    wish, done = wishes.wish_of(session, customer_id), wishes.done_for(session, customer_id)
    who = session.get(Agent, done.agent_id) if done and done.agent_id else None
    page = ErasingPage(
        customer=customer,
        extent=extent,
        files=size(extent.bytes),
        asked=reader.moment(wish.asked_at) if wish else "",
        by=wish.by if wish else "",
        erased=reader.moment(done.done_at) if done and done.done_at else "",
        by_name=who.name if who else "",
        is_wiped=bool(done and done.wiped_at),
        form=form,
    )
    return make_response(render_template("desk/data.html", page=page), 422 if form.errors else 200)
