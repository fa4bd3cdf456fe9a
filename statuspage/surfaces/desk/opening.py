"""A new ticket: for someone we know, or someone new; then the private link to give them."""

from datetime import datetime

from flask import Response, abort, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.events import Event
from statuspage.domain.form_keys import form_key
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.wishes import done_for
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, Form, by_script, go, number, refused_form, sent_once
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.newcomers import add_newcomer
from statuspage.surfaces.desk.opening_page import KnownCustomers, NewTicketPage, read_known, read_new_ticket


@bp.get("/tickets/new")
@may(Access.AGENT)
def new_ticket() -> Response:
    """The form; ``customer`` says for whom, ``q`` looks for them.

    A script asks for a part of it: who is known by the ``name`` and the ``contact`` that are being typed, or, with
    ``who``, for whom it is.
    """
    chosen = number(request.args.get("customer"))
    if not by_script():
        return _page(NO_FORM, chosen)
    if "who" in request.args:
        return _part("desk/_who.html", read_new_ticket(NO_FORM, chosen))
    return _part("desk/_known.html", read_known(request.args.get("name", ""), request.args.get("contact", "")))


@bp.post("/tickets")
@may(Access.AGENT)
def begin_ticket() -> Answer | Response:
    """Open it, and add the customer first when they are new."""
    key = sent_once()
    try:
        with write() as session:
            ticket = _open(session, key)
    except Repeated:
        first = select(Event.ticket_id).where(Event.kind == "opened", Event.once == form_key(key))
        return go(urls().ticket(db.session.scalar(first) or abort(404)), "opened", "link")
    except Refused as refused:
        return _page(refused_form("new", refused), number(request.form.get("customer")))
    return go(urls().ticket(ticket.id), "opened", "link")


def _open(session: Session, key: str) -> Ticket:
    at, form = now(), request.form
    owner = session.get(Agent, number(form.get("owner")) or 0)
    if owner is None or not owner.is_active:
        raise Refused("owner", N_("Please choose who looks after this."))
    customer = _customer(session, at)
    asked = _asked_at(form.get("asked_at", ""), customer.zone)
    return open_ticket(
        session,
        customer,
        owner,
        at,
        subject=form.get("subject", ""),
        story=form.get("story", ""),
        asked_at=asked,
        typed_by=access.agent(),
        once=key,
    )


def _customer(session: Session, at: datetime) -> Customer:
    if request.form.get("customer"):
        known = session.get(Customer, number(request.form["customer"]) or 0, with_for_update=True)
        if known is None:
            raise Refused("customer", N_("We do not know this customer; please look for them again."))
        if done_for(session, known.id) is not None:
            raise Refused("customer", N_("This customer was erased. Nothing of them is written down any more."))
        return known
    return add_newcomer(session, at)


def _asked_at(wall: str, zone: str) -> datetime | None:
    """When they asked (UTC), typed by their own clock; None when nothing was typed, for now."""
    missing = N_("Please give the day and the time when they asked.")
    return validation.instant("asked_at", wall, zone, missing) if wall.strip() else None


def _page(form: Form, customer_id: int | None) -> Response:
    page = read_new_ticket(form, customer_id)
    return make_response(render_template("desk/new.html", page=page), 422 if form.name else 200)


def _part(template: str, page: NewTicketPage | KnownCustomers) -> Response:
    return make_response(render_template(template, page=page))
