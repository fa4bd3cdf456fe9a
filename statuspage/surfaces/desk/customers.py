"""Customers: to find one, to see all their tickets, and to change how they like to be reached."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from flask import Response, abort, current_app, make_response, render_template, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.people.customers import Customer, change_customer, find_customers
from statuspage.domain.tickets import Ticket
from statuspage.present import times
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp, said, urls
from statuspage.surfaces.desk.picture import read_past
from statuspage.surfaces.desk.refused import Form, errors_of

FACTS = ("name", "email", "phone", "reach", "reach_when", "zone", "language")


@bp.get("/customers")
@may(Access.AGENT)
def customers() -> str:
    """Those whose name or mail address holds what was typed."""
    sought = request.args.get("q", "")[:120]
    return render_template("desk/customers.html", sought=sought, found=search(db.session(), sought))


@bp.get("/customers/<int:customer_id>")
@may(Access.AGENT)
def customer(customer_id: int) -> Response:
    """Everything that this customer asked of us."""
    found = db.session.get(Customer, customer_id) or abort(404)
    return _page(found, {name: getattr(found, name) for name in FACTS})


@bp.post("/customers/<int:customer_id>")
@may(Access.AGENT)
def change(customer_id: int) -> Answer | Response:
    """Change how they are reached."""
    facts = typed_facts()
    try:
        check_language(facts)
        with write() as session:
            change_customer(session.get(Customer, customer_id) or abort(404), **facts)
    except Refused as refused:
        found = db.session.get(Customer, customer_id) or abort(404)
        return _page(found, facts, refused)
    return said(urls().customer(customer_id), "saved")


def search(session: Session, sought: str) -> list[Customer]:
    """The customers found; nobody for what no name can hold."""
    try:
        words = validation.line("q", sought)
    except Refused:
        return []
    return find_customers(session, words, 20)


def known(session: Session, ticket_id: int) -> Customer:
    """The customer whose ticket this is; 404 for a ticket that is not there."""
    query = select(Customer).join(Ticket, Ticket.customer_id == Customer.id).where(Ticket.id == ticket_id)
    return session.scalar(query) or abort(404)


def typed_facts() -> dict[str, str]:
    """The contact facts as the form gives them."""
    return {name: request.form.get(name, "").strip() for name in FACTS}


def check_language(facts: dict[str, str]) -> None:
    """Refuse a language that this instance does not speak."""
    validation.choice("language", facts["language"], current_app.extensions["settings"].languages)


def spoken() -> list[tuple[str, str]]:
    """The languages that this instance speaks, each by its own name."""
    return [(tag, str(Locale.parse(tag).display_name)) for tag in current_app.extensions["settings"].languages]


@cache
def zones() -> list[str]:
    """The time zones to offer: places, no abbreviations."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))


def _page(found: Customer, facts: dict[str, str], refused: Refused | None = None) -> Response:
    at = now()
    page = render_template(
        "desk/customer.html",
        customer=found,
        facts=facts,
        past=read_past(db.session(), found.id),
        errors=errors_of(refused),
        local_time=times.clock(at, found.zone),
        zones=zones(),
        languages=spoken(),
        summary=Form("facts", facts, errors_of(refused)).summary("facts"),
        zone_name=times.zone_name(found.zone),
        since=times.day(found.created_at, found.zone, at),
        now=at,
    )
    return make_response(page, 422 if refused else 200)
