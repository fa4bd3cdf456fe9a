"""What a letter asks for, as its form holds it: the lines, and the day and time by the customer's clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request

from statuspage.domain.errors import N_, Refused
from statuspage.domain.needs import Needed, needed
from statuspage.domain.people.customers import Customer

_AHEAD = timedelta(days=2)  # what is offered first


@dataclass(frozen=True, slots=True)
class AskedFields:
    """The ``lines`` as they were typed, and by when: ``day`` ("2026-11-26") and ``time`` ("17:00")."""

    lines: str
    day: str
    time: str


def needed_of(customer: Customer, at: datetime) -> Needed | None:
    """What the form that was sent asks for; None where it asks for nothing."""
    form = request.form
    wall = f"{form.get('needs_day', '')}T{form.get('needs_time', '')}"
    return needed(form.get("needs", ""), wall, customer.zone, at)


def refuse_among_us() -> None:
    """Refuse a note that asks the customer for something, as they would never read it."""
    if request.form.get("needs", "").strip():
        raise Refused("needs", N_("Only a letter asks for something, and this is a note among us."))


def asked_fields(typed: Mapping[str, str], customer: Customer, at: datetime) -> AskedFields:
    """What the fields hold."""
    day = (at + _AHEAD).astimezone(ZoneInfo(customer.zone)).date().isoformat()
    return AskedFields(typed.get("needs", ""), typed.get("needs_day") or day, typed.get("needs_time") or "10:00")
