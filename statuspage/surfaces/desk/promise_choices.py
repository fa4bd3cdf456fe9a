"""When the next word comes, as a form holds it: which time is chosen, and the promise that it was sent with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import request

from statuspage.domain.errors import Refused
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Due, promised_for
from statuspage.present.offered_times import Choice


@dataclass(frozen=True, slots=True)
class ChosenPromise:
    """What the promise's fields hold: ``promise`` is the value of a choice, "pick" for another time, "ask", or "".

    ``day`` ("2026-11-26") and ``time`` ("17:00") are that other time, by the customer's clock.
    """

    promise: str
    day: str
    time: str


def until(customer: Customer, at: datetime) -> datetime:
    """The next full hour by the customer's clock, in UTC: no time that is offered now has passed before then."""
    local = at.astimezone(ZoneInfo(customer.zone))
    return at + timedelta(hours=1) - timedelta(minutes=local.minute, seconds=local.second, microseconds=at.microsecond)


def due_of(customer: Customer, at: datetime) -> Due | None:
    """The promise that the form was sent with, or None when it was sent with none."""
    promise = request.form.get("promise", "")
    kind = "call" if request.form.get("kind") == "call" else "letter"
    if promise in ("", "ask"):
        return None
    wall = f"{request.form.get('day', '')}T{request.form.get('time', '')}" if promise == "pick" else promise
    return promised_for(wall, customer.zone, at, kind)


def due_so_far(customer: Customer, at: datetime) -> Due | None:
    """The promise as far as it has been chosen; what is wrong with it is said when the form is sent."""
    try:
        return due_of(customer, at)
    except Refused:
        return None


def chosen(
    typed: Mapping[str, str], offered: list[Choice], customer: Customer, at: datetime, usual: str = ""
) -> ChosenPromise:
    """What the promise's fields hold; ``usual`` where nothing is chosen, or what was has passed.

    A choice that is no longer offered becomes "another time", filled in.
    """
    promise, day, clock = (typed.get(name, "") for name in ("promise", "day", "time"))
    here = at.astimezone(ZoneInfo(customer.zone))
    if promise not in ("", "ask", "pick", *(choice.value for choice in offered)):
        if is_ahead := promise > here.strftime("%Y-%m-%dT%H:%M"):
            day, _, clock = promise[:16].partition("T")
        promise = "pick" if is_ahead else ""
    tomorrow = (here + timedelta(days=1)).date()
    return ChosenPromise(promise or usual, day or tomorrow.isoformat(), clock or "10:00")


def usual(offered: list[Choice], customer: Customer, at: datetime) -> str:
    """The choice that is right most often: the end of the next day that has any; "" where nothing is offered."""
    today = at.astimezone(ZoneInfo(customer.zone)).date().isoformat()
    days = [choice.value[:10] for choice in offered if choice.value[:10] > today]
    return max((choice.value for choice in offered if not days or choice.value[:10] == days[0]), default="")
