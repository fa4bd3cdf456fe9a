"""The fields that several forms of the desk have: how a customer is reached, working hours, languages, time zones."""

import json
from collections.abc import Mapping
from functools import cache

from flask import current_app, request
from flask_babel import get_locale

from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.meanwhile import Meanwhile
from statuspage.domain.people.agents import DAYS, Hours
from statuspage.present import languages

CONTACT = ("name", "email", "phone", "reach", "reach_when", "zone", "language")
_ENDS = ("from", "to")  # of a day's hours: its fields are ``mon_from`` and ``mon_to``


def typed_contact() -> dict[str, str]:
    """How a customer is reached, as it was typed."""
    return {name: request.form.get(name, "").strip() for name in CONTACT}


def typed_hours() -> dict[str, list[str]]:
    """The working hours that were typed; a day with neither time is a day off."""
    spans = {day: [request.form.get(f"{day}_{end}", "").strip()[:5] for end in _ENDS] for day in DAYS}
    return {day: span for day, span in spans.items() if any(span)}


def fields_of(hours: Hours) -> dict[str, str]:
    """These working hours by the names of their fields."""
    days = ((day, span) for day, span in hours.items() if span)
    return {f"{day}_{end}": wall for day, span in days for end, wall in zip(_ENDS, span, strict=True)}


def in_words(hours: Hours) -> str:
    """These working hours on one line, by the names of the days."""
    names = get_locale().days["stand-alone"]["wide"]
    return ", ".join(f"{names[at]} {'–'.join(hours[day])}" for at, day in enumerate(DAYS) if hours.get(day))


def shown() -> dict[str, str]:
    """What the form that was sent had shown in its fields before anybody typed; nothing where it does not say."""
    try:
        given = json.loads(request.form.get("shown", ""))
    except ValueError:
        return {}
    return {name: text for name, text in given.items() if isinstance(text, str)} if isinstance(given, dict) else {}


def to_show(facts: Mapping[str, str], refused: Refused | None = None) -> str:
    """What a form says that it shows: these facts, as they stand now.

    A form that comes back still says what it said, but for the field of which the refusal has told what it is now.
    """
    known = facts if refused is None else shown() or facts
    if isinstance(refused, Meanwhile):
        known = {**known, refused.field: facts[refused.field]}
    return json.dumps(known, ensure_ascii=False)


def customers_languages() -> list[tuple[str, str]]:
    """The languages that a customer may have, which nobody may know yet."""
    return [("", languages.gettext("Not known: as their browser asks")), *languages.by_name()]


def spoken() -> list[str]:
    """The tags of the languages that this desk speaks."""
    return list(current_app.extensions["settings"].languages)


def check_language(chosen: str) -> None:
    """Refuse a language that this instance does not speak."""
    validation.choice("language", chosen, current_app.extensions["settings"].languages)


def check_customers_language(chosen: str) -> None:
    """The same for a customer; "" is one that nobody knows yet."""
    if chosen:
        check_language(chosen)


@cache
def zones() -> list[str]:
    """The time zones that are named after a place, by name."""
    return sorted(
        zone for zone in validation.known_zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    )
