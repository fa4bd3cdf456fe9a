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
from statuspage.domain.desk.workload import Load, loads, proposed
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.events import Event
from statuspage.domain.form_keys import form_key
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, Form, by_script, go, number, refused_form, sent_once
from statuspage.present.languages import gettext, ngettext
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.lookup import LONGEST, search
from statuspage.surfaces.desk.newcomers import add_newcomer

_LEAST = 2  # characters of a name, before anybody is looked for while one types
_KNOWN = 5  # customers offered while one types
_MORE = ("also", "reach", "reach_when", "zone", "language", "asked_at")  # the fields that are folded away


@dataclass(frozen=True, slots=True)
class KnownCustomers:
    """Whom we know of those who are ``sought``, by what was typed; ``told`` says in words how many."""

    sought: str
    found: list[Customer]
    told: str


@dataclass(frozen=True, slots=True)
class NewTicketPage:
    """The form of a new ticket. ``customer`` is whom it is for, None for somebody new, whose ``facts`` are asked for.

    ``owners`` are agents by id, each with whether they are in and what they have to do; ``owner`` is the one proposed,
    and ``proposal`` says why.
    ``is_unfolded`` says that something is wrong in what is folded away.
    """

    form: Form
    customer: Customer | None
    facts: Mapping[str, str]
    known: KnownCustomers
    owners: list[tuple[int, str]]
    owner: int
    proposal: str
    is_unfolded: bool
    zones: list[str]
    languages: list[tuple[str, str]]


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
        return _part("desk/_who.html", _read_page(NO_FORM, chosen))
    return _part("desk/_known.html", _known(request.args.get("name", ""), request.args.get("contact", "")))


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
    return add_newcomer(session, at)


def _asked_at(wall: str, zone: str) -> datetime | None:
    """When they asked (UTC), typed by their own clock; None when nothing was typed, for now."""
    missing = N_("Please give the day and the time when they asked.")
    return validation.instant("asked_at", wall, zone, missing) if wall.strip() else None


def _page(form: Form, customer_id: int | None) -> Response:
    page = _read_page(form, customer_id)
    return make_response(render_template("desk/new.html", page=page), 422 if form.name else 200)


def _part(template: str, page: NewTicketPage | KnownCustomers) -> Response:
    return make_response(render_template(template, page=page))


def _read_page(form: Form, customer_id: int | None) -> NewTicketPage:
    session, settings, at = db.session(), current_app.extensions["settings"], now()
    sought, team = request.args.get("q", "")[:LONGEST], loads(session, at)
    first = proposed(team, access.agent().id)
    return NewTicketPage(
        form=form,
        customer=session.get(Customer, customer_id) if customer_id else None,
        facts={"zone": settings.company_zone, "language": "", **form.typed},
        known=_found(sought, search(session, sought)) if sought else KnownCustomers("", [], ""),
        owners=[(load.agent.id, _told(load)) for load in team],
        owner=number(form.value("new", "owner")) or first.agent.id,
        proposal=_why(first),
        is_unfolded=any(form.error("new", name) for name in _MORE),
        zones=fields.zones(),
        languages=fields.customers_languages(),
    )


def _known(name: str, contact: str) -> KnownCustomers:
    """Whom we know by a mail address or number, else by name, as far as either is typed."""
    session = db.session()
    for typed in (contact[:LONGEST].strip(), name[:LONGEST].strip()):
        if len(typed) >= _LEAST and (found := search(session, typed)):
            return _found(typed, found[:_KNOWN])
    return _found(name.strip(), []) if len(name.strip()) >= _LEAST else KnownCustomers("", [], "")


def _found(sought: str, found: list[Customer]) -> KnownCustomers:
    count, told = len(found), gettext("We do not know them yet.")
    if found:
        told = ngettext("We know somebody like this:", "We know %(num)d people like this:", count)
    return KnownCustomers(sought, found, told)


def _why(first: Load) -> str:
    if first.is_in:
        return gettext("Proposed: whoever is in now, and has least to do.")
    return gettext("Nobody is in now. Proposed: whoever has least to do.")


def _told(load: Load) -> str:
    """A colleague, and what somebody should know who gives them a ticket."""
    is_in = gettext("in now") if load.is_in else gettext("not in now")
    waiting = ngettext("%(num)d waits for them", "%(num)d wait for them", load.count)
    return gettext(", ").join((load.agent.name, is_in, waiting if load.count else gettext("nobody waits for them")))
