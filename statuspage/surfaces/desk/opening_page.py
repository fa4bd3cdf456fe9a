"""The form of a new ticket: for whom it is, whom we know while one types, and who is proposed to look after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, request

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.workload import Load, loads, proposed
from statuspage.domain.people.away import away_at
from statuspage.domain.people.customers import Customer, number_in
from statuspage.domain.words.segments import digits
from statuspage.forms import Form, number
from statuspage.present import away, mailing
from statuspage.present.languages import gettext, ngettext
from statuspage.security import access
from statuspage.surfaces.desk import fields
from statuspage.surfaces.desk.lookup import LONGEST, search

_LEAST = 2  # characters of a name, before anybody is looked for while one types
_LEAST_OF_A_NUMBER = 6  # digits; fewer stand in the numbers of many
_KNOWN = 5  # customers offered while one types
_MORE = ("also", "reach", "reach_when", "zone", "language", "asked_at")  # the fields that are folded away


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """One whom we know: ``way`` is their number where they were found by that, else their address or number."""

    id: int
    name: str
    way: str


@dataclass(frozen=True, slots=True)
class KnownCustomers:
    """Whom we know of those who are ``sought``, by what was typed; ``told`` says in words how many."""

    sought: str
    found: list[KnownCustomer]
    told: str


@dataclass(frozen=True, slots=True)
class NewTicketPage:
    """The form of a new ticket. ``customer`` is whom it is for, None for somebody new, whose ``facts`` are asked for.

    ``owners`` are agents by id, each with whether they are in and what they have to do; ``owner`` is the one proposed,
    and ``proposal`` says why. ``mailing`` says how the customer will hear of it.
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
    mailing: str
    zones: list[str]
    languages: list[tuple[str, str]]


def read_new_ticket(form: Form, customer_id: int | None) -> NewTicketPage:
    session, settings, at = db.session(), current_app.extensions["settings"], now()
    sought, team = request.args.get("q", "")[:LONGEST], loads(session, at)
    first = proposed(team, access.agent().id)
    customer = session.get(Customer, customer_id) if customer_id else None
    return NewTicketPage(
        form=form,
        customer=customer,
        facts={"zone": settings.company_zone, "language": "", **form.typed},
        known=_found(sought, search(session, sought)) if sought else KnownCustomers("", [], ""),
        owners=[(load.agent.id, _told(load, at)) for load in team],
        owner=number(form.value("new", "owner")) or first.agent.id,
        proposal=_why(first),
        is_unfolded=any(form.error("new", name) for name in _MORE),
        mailing=mailing.before_opening(customer),
        zones=fields.zones(),
        languages=fields.customers_languages(),
    )


def read_known(name: str, contact: str) -> KnownCustomers:
    """Whom we know by a mail address or number, else by name, as far as either is typed."""
    session = db.session()
    for typed in (contact[:LONGEST].strip(), name[:LONGEST].strip()):
        if _is_enough(typed) and (found := search(session, typed)):
            return _found(typed, found[:_KNOWN])
    return _found(name.strip(), []) if len(name.strip()) >= _LEAST else KnownCustomers("", [], "")


def _is_enough(typed: str) -> bool:
    """Whether so much was typed that it tells people apart."""
    number = number_in(typed)
    return len(number) >= _LEAST_OF_A_NUMBER if number else len(typed) >= _LEAST


def _found(sought: str, found: list[Customer]) -> KnownCustomers:
    count, told = len(found), gettext("We do not know them yet.")
    if found:
        told = ngettext("We know somebody like this:", "We know %(num)d people like this:", count)
    known = [KnownCustomer(one.id, one.name, _way(one, number_in(sought))) for one in found]
    return KnownCustomers(sought, known, told)


def _way(one: Customer, number: str) -> str:
    is_by_number = number and number in digits(one.phone)
    return one.phone if is_by_number else one.email or one.phone


def _why(first: Load) -> str:
    if first.is_in:
        return gettext("Proposed: whoever is in now, and has least to do.")
    return gettext("Nobody is in now. Proposed: whoever has least to do.")


def _told(load: Load, at: datetime) -> str:
    """A colleague, and what somebody should know who gives them a ticket."""
    gone = away_at(load.agent.away, at)
    is_in = gettext("in now") if load.is_in else gettext("not in now")
    if gone:
        is_in = gettext("away until %(when)s", when=away.until(gone, load.agent.zone, access.agent().zone, at))
    waiting = ngettext("%(num)d waits for them", "%(num)d wait for them", load.count)
    return gettext(", ").join((load.agent.name, is_in, waiting if load.count else gettext("nobody waits for them")))
