"""The desk: where agents see one thing at a time, write by hand, and keep their promises."""

from statuspage.surfaces.desk import (
    companions,
    customers,
    deeds,
    elsewhere,
    expired,
    incoming,
    letters,
    login,
    one_incoming,
    one_mail,
    opening,
    outbox,
    profile,
    queue,
    ticket,
    tickets,
    way_in,
)
from statuspage.surfaces.desk.blueprint import bp

__all__ = [
    "bp",
    "companions",
    "customers",
    "deeds",
    "elsewhere",
    "expired",
    "incoming",
    "letters",
    "login",
    "one_incoming",
    "one_mail",
    "opening",
    "outbox",
    "profile",
    "queue",
    "ticket",
    "tickets",
    "way_in",
]
