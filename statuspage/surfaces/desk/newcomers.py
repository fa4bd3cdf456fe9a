"""Somebody new, as they were typed into the form of a ticket: a name, a mail address or a number, and the rest."""

from datetime import datetime

from flask import current_app, request
from sqlalchemy.orm import Session

from statuspage.domain.errors import AllWrong
from statuspage.domain.people import contact
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.people.our_names import refuse_our_address
from statuspage.security import access
from statuspage.surfaces.desk import fields


def add_newcomer(session: Session, now: datetime) -> Customer:
    """Add the customer who was typed. How they like to be reached is by what was typed first, unless it is said."""
    wrong = AllWrong()
    ways = contact.ways({name: _typed(name) for name in contact.FIELDS}, wrong)
    wrong.refuse()
    fields.check_customers_language(_typed("language"))
    with contact.at_its_field(ways):
        refuse_our_address(session, contact.given(ways, "email"))
        made = add_customer(
            session,
            now,
            name=_typed("name"),
            email=contact.given(ways, "email"),
            phone=contact.given(ways, "phone"),
            reach=_typed("reach") or contact.usual_reach(ways),
            reach_when=_typed("reach_when"),
            zone=_typed("zone") or current_app.extensions["settings"].company_zone,
            language=_typed("language"),
        )
    made.is_demo = access.agent().is_demo  # whose mails never leave, about whomever they are
    return made


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()
