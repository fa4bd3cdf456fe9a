"""A new ticket: for someone we know, or someone new; then the private link to give them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, current_app, make_response, render_template, request
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
from statuspage.domain.people.agents import Agent, colleagues
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, Form, go, number, refused_form, sent_once
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.fields import typed_contact
from statuspage.surfaces.desk.lookup import LONGEST, search


@dataclass(frozen=True, slots=True)
class NewTicketPage:
    """The form of a new ticket. ``customer`` is whom it is for, None for somebody new, whose ``facts`` are asked for.

    ``sought`` is what was looked for and ``found`` who was found. ``owners`` are agents by id and name.
    """

    form: Form
    customer: Customer | None
    facts: Mapping[str, str]
    sought: str
    found: list[Customer]
    owners: list[tuple[int, str]]
    owner: int
    zones: list[str]
    languages: list[tuple[str, str]]


@bp.get("/tickets/new")
@may(Access.AGENT)
def new_ticket() -> Response:
    """The form; ``customer`` says for whom, ``q`` looks for them."""
    return _page(NO_FORM, number(request.args.get("customer")))


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
        known = session.get(Customer, number(request.form["customer"]) or 0)
        if known is None:
            raise Refused("customer", N_("We do not know this customer; please look for them again."))
        return known
    facts = typed_contact()
    fields.check_customers_language(facts["language"])
    return add_customer(session, at, **facts)


def _asked_at(wall: str, zone: str) -> datetime | None:
    """When they asked (UTC), typed by their own clock; None when nothing was typed, for now."""
    missing = N_("Please give the day and the time when they asked.")
    return validation.instant("asked_at", wall, zone, missing) if wall.strip() else None


def _page(form: Form, customer_id: int | None) -> Response:
    session, settings = db.session(), current_app.extensions["settings"]
    sought = request.args.get("q", "")[:LONGEST]
    page = NewTicketPage(
        form=form,
        customer=session.get(Customer, customer_id) if customer_id else None,
        facts={"zone": settings.company_zone, "language": "", **form.typed},
        sought=sought,
        found=search(session, sought) if sought else [],
        owners=[(agent.id, agent.name) for agent in colleagues(session)],
        owner=number(form.value("new", "owner")) or access.agent().id,
        zones=fields.zones(),
        languages=fields.customers_languages(),
    )
    return make_response(render_template("desk/new.html", page=page), 422 if form.name else 200)
