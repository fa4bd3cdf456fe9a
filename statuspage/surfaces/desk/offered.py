"""What the desk's forms offer to choose from: languages and time zones."""

from functools import cache
from zoneinfo import available_timezones

from babel import Locale
from flask import current_app

from statuspage.domain import validation


def languages() -> list[tuple[str, str]]:
    """The languages that this instance speaks, each by its own name."""
    return [(tag, str(Locale.parse(tag).display_name)) for tag in current_app.extensions["settings"].languages]


def check_language(chosen: str) -> None:
    """Refuse a language that this instance does not speak."""
    validation.choice("language", chosen, current_app.extensions["settings"].languages)


@cache
def zones() -> list[str]:
    """The time zones that are named after a place, by name."""
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
