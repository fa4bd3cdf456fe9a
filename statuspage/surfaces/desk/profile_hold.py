"""For how long an agent's own letters are held before they go: theirs to choose."""

from flask import current_app

from statuspage.domain import validation
from statuspage.domain.desk.held_letters import BY_HAND, LENGTHS
from statuspage.present import times
from statuspage.present.languages import gettext


def hold_choices() -> list[tuple[str, str]]:
    """Every choice and its words, for the form; "" is what the team has."""
    team = current_app.extensions["settings"].letter_hold_seconds
    as_team = gettext("As the team has it: %(time)s", time=_told(team))
    return [("", as_team), *((str(seconds), _told(seconds)) for seconds in LENGTHS)]


def hold_typed(text: str) -> int | None:
    """The choice that was sent; None for as the team has it. Refused where none such was offered."""
    validation.choice("hold", text, ("", *map(str, LENGTHS)))
    return int(text) if text else None


def _told(seconds: int) -> str:
    if seconds == BY_HAND:
        return gettext("until I send it by hand")
    if not seconds:
        return gettext("not at all: it goes at once")
    return times.seconds(seconds)
