"""The filters of a list of tickets as a form, in words: what can be chosen, and what is."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, request

from statuspage.domain.desk.filters import FILTERS, check
from statuspage.present import languages
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter: its choices in words, the first of which leaves it out, and the one that is ``chosen``."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Filters:
    """The ``asked`` filters, all of them as ``fields``, and in words what was asked for and cannot be."""

    asked: dict[str, str]
    fields: tuple[FilterField, ...]
    problems: tuple[str, ...]


def read_filters(given: Mapping[str, str] | None = None) -> Filters:
    """The filters of this request, or those that were ``given``."""
    spoken = current_app.extensions["settings"].languages
    asked, bad = check(request.args if given is None else given, spoken)
    labels, words = _labels(), _words()
    fields = tuple(
        FilterField(
            one.name,
            labels[one.name],
            (("", gettext("Any")), *((choice, words[one.name][choice]) for choice in one.choices or spoken)),
            asked.get(one.name, ""),
        )
        for one in FILTERS
    )
    problems = tuple(gettext(why.message, **why.params, filter=labels[name]) for name, why in bad)
    return Filters(asked, fields, problems)


def _labels() -> dict[str, str]:
    return {
        "step": gettext("Step"),
        "turn": gettext("Whose turn"),
        "language": gettext("Language"),
        "age": gettext("Older than"),
        "promise": gettext("Promise"),
        "public": gettext("Public view"),
    }


def _words() -> dict[str, dict[str, str]]:
    return {
        "step": {
            "unheard": gettext("Not heard yet"),
            "heard": gettext("Heard"),
            "looking": gettext("Looking into it"),
            "working": gettext("Working on it"),
            "solved": gettext("Solved"),
            "confirmed": gettext("They confirmed it"),
        },
        "turn": {"us": gettext("Ours"), "you": gettext("The customer’s"), "third": gettext("Somebody else’s")},
        "language": dict(languages.by_name()),
        "age": {
            "day": gettext("one day"),
            "week": gettext("one week"),
            "month": gettext("one month"),
            "quarter": gettext("three months"),
        },
        "promise": {
            "late": gettext("Late"),
            "soon": gettext("Due within a day"),
            "made": gettext("Made, and not due yet"),
            "none": gettext("None"),
        },
        "public": {"yes": gettext("Public"), "no": gettext("Not public")},
    }
