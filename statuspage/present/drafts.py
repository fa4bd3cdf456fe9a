"""What a draft's places are filled in with: in the language of the letter, which may be another than its writer's."""

from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale, get_locale

from statuspage.domain.causes.filling import OWN
from statuspage.domain.desk.made_own import Filling
from statuspage.domain.promises import Due
from statuspage.present import causes, times
from statuspage.present.languages import gettext


def first_language() -> str:
    """The team's own language, which stands in for one in which there is no text."""
    return str(current_app.extensions["settings"].languages[0])


def promise_words(due: Due | None, language: str) -> str:
    """When the next word comes, as a letter in this language says it: "Thursday, 26 November, 17:00"; "" for none."""
    if due is None:
        return ""
    with force_locale(language or first_language()):
        day = due.at.astimezone(ZoneInfo(due.zone)).date()
        named = get_locale().days["format"]["wide"][day.weekday()]
        return gettext(", ").join((named, times.on(day), times.clock(due.at, due.zone)))


def filling(due: Due | None, language: str) -> Filling:
    """How the places of drafts are spelled, and what they are filled in with, in a letter in this language."""
    language = language or first_language()
    return Filling(causes.filler(language), promise_words(due, language))


def places() -> list[tuple[str, str]]:
    """What can be filled in: how each place is typed in the reader's language, and what it stands for, in words."""
    told = {
        "name": gettext("what the customer is called"),
        "full_name": gettext("their whole name"),
        "place": gettext("the city of their clock"),
        "subject": gettext("what the ticket is about"),
        "promise": gettext("when the next word comes, a letter or a call, as it is chosen in the letter"),
        OWN: gettext("what its writer is to say; what that is goes after a colon"),
    }
    return [(typed, told[name]) for typed, name in causes.named_places()]
