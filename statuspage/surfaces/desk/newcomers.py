"""Somebody new, as they were typed into the form of a ticket: a name, a mail address or a number, and the rest."""

from datetime import datetime

from flask import current_app, request
from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, Refused
from statuspage.domain.people import contact
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.people.our_names import refuse_our_address
from statuspage.security import access
from statuspage.surfaces.desk import fields

_CANNOT = N_("By mail one reaches whoever has given a mail address, by phone whoever has given a number.")
WAYS = ("contact", "also")  # the fields in which one types a mail address or a phone number


def add_newcomer(session: Session, now: datetime) -> Customer:
    """Add the customer who was typed. How they like to be reached is by what was typed first, unless it is said."""
    ways = contact.ways({name: _typed(name) for name in WAYS})
    reach = _typed("reach") or ("page" if not ways else "mail" if next(iter(ways)) == "email" else "phone")
    fields.check_customers_language(_typed("language"))
    try:
        refuse_our_address(session, ways.get("email", ("", ""))[1])
        made = add_customer(
            session,
            now,
            name=_typed("name"),
            email=ways.get("email", ("", ""))[1],
            phone=ways.get("phone", ("", ""))[1],
            reach=reach,
            reach_when=_typed("reach_when"),
            zone=_typed("zone") or current_app.extensions["settings"].company_zone,
            language=_typed("language"),
        )
        made.is_demo = access.agent().is_demo  # whose mails never leave, about whomever they are
        return made
    except Refused as refused:
        if refused.field in ways:
            refused.field = ways[refused.field][0]
        elif refused.field in ("email", "phone"):
            raise Refused("reach", _CANNOT) from None
        raise


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()
