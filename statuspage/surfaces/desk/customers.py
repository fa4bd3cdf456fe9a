"""Customers: to find one, to see all their tickets, and to change how they like to be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Response, abort, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.dead_letters import change_reach
from statuspage.domain.errors import N_, Refused
from statuspage.domain.meanwhile import settled
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.privacy.wishes import done_for
from statuspage.forms import NO_FORM, Form, errors_of, go
from statuspage.present import times
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.arrived import Unreached, unreached_customer
from statuspage.surfaces.desk.blueprint import bp, urls
from statuspage.surfaces.desk.company import CompanyLine, read_company
from statuspage.surfaces.desk.fields import CONTACT, typed_contact
from statuspage.surfaces.desk.history import History, read_history


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """Everything about one customer.

    ``facts`` are the fields of how they are reached, ``shown`` those of before
    anybody typed, as the form carries them; ``since`` is their first day. ``company`` is
    the one of whose people they are, None for nobody's.
    """

    customer: Customer
    facts: Mapping[str, str]
    shown: str
    form: Form
    history: History
    local_time: str
    zone_name: str
    since: str
    zones: list[str]
    languages: list[tuple[str, str]]
    unreached: tuple[Unreached, ...]
    company: CompanyLine | None


@bp.get("/customers")
@may(Access.AGENT)
def customers() -> Answer:
    """Where customers were looked for once: they are found with everything else."""
    return redirect(urls().find(q=request.args.get("q", "")), 302)


@bp.get("/customers/<int:customer_id>")
@may(Access.AGENT)
def customer(customer_id: int) -> Answer:
    """Everything that this customer has asked of us; of one who was erased, that they were."""
    if done_for(db.session(), _customer(customer_id).id) is not None:
        return redirect(f"{urls().customer(customer_id)}/data", 302)
    return _page(_customer(customer_id), access.agent())


@bp.post("/customers/<int:customer_id>")
@may(Access.AGENT)
def change(customer_id: int) -> Answer | Response:
    """Change how they are reached."""
    facts = typed_contact()
    try:
        fields.check_customers_language(facts["language"])
        with write() as session:
            found = session.get(Customer, customer_id, with_for_update=True) or abort(404)
            if done_for(session, customer_id) is not None:
                raise Refused("", N_("This customer was erased. Nothing of them is written down any more."))
            change_reach(session, found, now(), **settled(fields.shown(), _facts_of(found), facts))
    except Refused as refused:
        return _page(_customer(customer_id), access.agent(), Form("facts", facts, errors_of(refused)), refused)
    return go(urls().customer(customer_id), "saved")


def _customer(customer_id: int) -> Customer:
    return db.session.get(Customer, customer_id) or abort(404)


def _facts_of(found: Customer) -> dict[str, str]:
    return {name: getattr(found, name) for name in CONTACT}


def _page(found: Customer, agent: Agent, form: Form = NO_FORM, refused: Refused | None = None) -> Response:
    at, facts = now(), _facts_of(found)
    page = CustomerFile(
        customer=found,
        facts=form.typed or facts,
        shown=fields.to_show(facts, refused),
        form=form,
        history=read_history(db.session(), found, Reader(agent.zone, at)),
        local_time=times.clock(at, found.zone),
        zone_name=times.zone_name(found.zone),
        since=times.on(found.created_at.astimezone(ZoneInfo(found.zone)).date(), "yMMMMd"),
        zones=fields.zones(),
        languages=fields.customers_languages(),
        unreached=unreached_customer(db.session(), found),
        company=read_company(db.session(), found),
    )
    return make_response(render_template("desk/customer.html", page=page), 422 if form.errors else 200)
