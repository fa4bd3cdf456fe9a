"""The addresses of a ticket as its customer sees them: what each is for, how it stands, and what happened to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app

from statuspage.domain.events import Event
from statuspage.domain.shares.scopes import SCOPES, Scope
from statuspage.domain.shares.share import ShareFacts
from statuspage.domain.wording import sentence
from statuspage.present import times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader

LISTED = sorted((scope for scope in SCOPES.values() if scope.listed), key=lambda scope: scope.listed)


@dataclass(frozen=True, slots=True)
class Address:
    """One share for its customer. ``state`` is as ``state_of`` says; ``address`` is "" before there is one."""

    scope: str
    label: str
    hint: str
    state: str
    state_text: str
    address: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that happened to an address, in one sentence."""

    text: str
    at_iso: str
    at_text: str


def addresses(shares: Mapping[str, ShareFacts]) -> tuple[Address, ...]:
    """Every address that a customer may give to somebody, in the order of the page."""
    states = _states()
    return tuple(_address(scope, shares.get(scope.name), states) for scope in LISTED)


def _address(scope: Scope, share: ShareFacts | None, states: Mapping[str, str]) -> Address:
    state = state_of(share)
    address = current_app.extensions["urls"].shared(share) if share is not None else ""
    return Address(scope.name, gettext(scope.label), gettext(scope.hint), state, states[state], address)


def state_of(share: ShareFacts | None) -> str:
    """on; withdrawn by itself; off, together with the public view; or none, because it was never made."""
    if share is None:
        return "none"
    if share.withdrawn_alone:
        return "withdrawn"
    return "off" if share.withdrawn_at is not None else "on"


def log(events: Iterable[Event], reader: Reader) -> tuple[LogLine, ...]:
    """What happened to the addresses, newest first, in words and by the customer's clock."""
    return tuple(
        LogLine(reader.say(sentence(event.kind, event.data)), times.iso(event.at), reader.moment(event.at))
        for event in events
    )


def _states() -> dict[str, str]:
    return {
        "on": gettext("works"),
        "off": gettext("off with the public view"),
        "withdrawn": gettext("withdrawn"),
        "none": gettext("comes when you switch it on"),
    }
