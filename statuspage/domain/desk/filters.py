"""By what tickets can be filtered: one table of filters, and of what each of them can be.

A filter stands in an address as its name with one of its choices; what is not in the table is refused in words.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select

from statuspage.domain.errors import N_, Words
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import STEPS, TURNS, Ticket

AGES = {
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
    "quarter": timedelta(days=91),
}
LONGEST = 12  # signs of a choice
_SOON = timedelta(days=1)
_CANNOT = N_("“%(typed)s” is none of the choices of the filter “%(filter)s”, so it was left out.")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its ``name`` in an address, and its ``choices``; empty where the instance says them (languages).

    ``among`` is what a choice means at an instant.
    """

    name: str
    choices: tuple[str, ...]
    among: Callable[[str, datetime], ColumnElement[bool]]


def _step(choice: str, _now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.step.is_(None) if choice == "unheard" else Ticket.step == choice)


def _turn(choice: str, _now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.turn == choice, Ticket.closed_at.is_(None))


def _language(choice: str, _now: datetime) -> ColumnElement[bool]:
    spoken = select(Customer.language).where(Customer.id == Ticket.customer_id).scalar_subquery()
    return spoken == choice


def _age(choice: str, now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.opened_at < now - AGES[choice])


def _promise(choice: str, now: datetime) -> ColumnElement[bool]:
    if choice == "none":
        return and_(Ticket.promised_at.is_(None))
    if choice == "late":
        return and_(Ticket.promised_at < now)
    if choice == "soon":
        return and_(Ticket.promised_at >= now, Ticket.promised_at < now + _SOON)
    return and_(Ticket.promised_at >= now)


def _public(choice: str, _now: datetime) -> ColumnElement[bool]:
    return and_(Ticket.published_at.is_not(None) if choice == "yes" else Ticket.published_at.is_(None))


FILTERS = (
    Filter("step", ("unheard", *STEPS), _step),
    Filter("turn", TURNS, _turn),
    Filter("language", (), _language),
    Filter("age", tuple(AGES), _age),
    Filter("promise", ("late", "soon", "made", "none"), _promise),
    Filter("public", ("yes", "no"), _public),
)


def check(asked: Mapping[str, str], languages: Sequence[str]) -> tuple[dict[str, str], list[tuple[str, Words]]]:
    """The filters that can be, by their names; and for each that cannot, its name and why, in words."""
    good, bad = {}, []
    for one in FILTERS:
        typed = asked.get(one.name, "")
        if typed in (one.choices or tuple(languages)):
            good[one.name] = typed
        elif typed:
            shown = typed[:LONGEST] + ("…" if len(typed) > LONGEST else "")
            bad.append((one.name, Words(_CANNOT, {"typed": shown})))
    return good, bad


def conditions(filters: Mapping[str, str], now: datetime) -> Iterator[ColumnElement[bool]]:
    """What these filters leave, which were checked before."""
    return (one.among(filters[one.name], now) for one in FILTERS if one.name in filters)
