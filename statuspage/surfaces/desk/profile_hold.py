"""For how long an agent's own letters are held before they go: theirs to choose."""

from flask import current_app

from statuspage.domain.desk.held_letters import BY_HAND, LENGTHS
from statuspage.present import times
from statuspage.present.languages import gettext


def hold_choices() -> list[tuple[str, str]]:
    """Every choice and its words, for the form; "" is what the team has."""
    team = current_app.extensions["settings"].letter_hold_seconds
    as_team = gettext("As the team has it: %(time)s", time=_told(team))
    return [("", as_team), *((str(seconds), _told(seconds)) for seconds in LENGTHS)]


def hold_typed(text: str) -> int | None:
    """The choice that was sent; a number that is none of ``LENGTHS`` for whatever is no choice."""
    known = {"": None} | {str(seconds): seconds for seconds in LENGTHS}
    return known.get(text, min(LENGTHS) - 1)


def _told(seconds: int) -> str:
    if seconds == BY_HAND:
        return gettext("until I send it by hand")
    if not seconds:
        return gettext("not at all: it goes at once")
    return times.seconds(seconds)
