"""A new ticket: for someone we know, or someone new; then the private link to give them."""

from datetime import datetime

from flask import Response, abort, current_app, g, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import validation
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.events import Event, form_key
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.tickets import Ticket
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, number, said, urls
from statuspage.surfaces.desk.customers import check_language, search, spoken, typed_facts, zones
from statuspage.surfaces.desk.refused import NO_FORM, Form, form_of


@bp.get("/tickets/new")
@may(Access.AGENT)
def new_ticket() -> Response:
    """The form; ``customer`` says for whom, ``q`` looks for them."""
    return _page(NO_FORM, number(request.args.get("customer")))


@bp.post("/tickets")
@may(Access.AGENT)
def begin_ticket() -> Answer | Response:
    """Open it, with the customer where they are new."""
    key = request.form.get("once", "")
    try:
        with write() as session:
            ticket = _open(session, key)
    except Repeated:
        first = select(Event.ticket_id).where(Event.kind == "opened", Event.once == form_key(key))
        return said(urls().ticket(db.session.scalar(first) or abort(404)), "opened", "link")
    except Refused as refused:
        return _page(form_of("new", refused), number(request.form.get("customer")))
    return said(urls().ticket(ticket.id), "opened", "link")


def _open(session: Session, key: str) -> Ticket:
    at, form = now(), request.form
    owner = session.get(Agent, number(form.get("owner")) or 0)
    if owner is None or not owner.is_active:
        raise Refused("owner", N_("Please choose who looks after this."))
    customer = _customer(session, at)
    asked = _asked_at(form.get("asked_at", ""), customer.zone)
    words = {"subject": form.get("subject", ""), "story": form.get("story", "")}
    return open_ticket(session, customer, owner, at, asked_at=asked, once=key, **words)


def _customer(session: Session, at: datetime) -> Customer:
    if request.form.get("customer"):
        known = session.get(Customer, number(request.form["customer"]) or 0)
        if known is None:
            raise Refused("customer", N_("We do not know this customer; please look for them again."))
        return known
    facts = typed_facts()
    check_language(facts)
    return add_customer(session, at, **facts)


def _asked_at(wall: str, zone: str) -> datetime | None:
    """When they asked, by their own clock; None for now."""
    missing = N_("Please give the day and the time when they asked.")
    return validation.instant("asked_at", wall, zone, missing) if wall.strip() else None


def _page(form: Form, customer_id: int | None) -> Response:
    session, settings = db.session(), current_app.extensions["settings"]
    sought = request.args.get("q", "")[:120]
    page = render_template(
        "desk/new.html",
        form=form,
        customer=session.get(Customer, customer_id) if customer_id else None,
        looked_for=sought,
        found=search(session, sought) if sought else [],
        owners=[(agent.id, agent.name) for agent in colleagues(session)],
        owner=number(form.value("new", "owner")) or g.agent.id,
        zones=zones(),
        typed={"zone": settings.company_zone, "language": settings.languages[0]} | form.typed,
        languages=spoken(),
    )
    return make_response(page, 422 if form.name else 200)
