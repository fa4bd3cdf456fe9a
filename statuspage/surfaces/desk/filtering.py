"""The filters of a list of tickets as a form, in words: what can be chosen, and what is."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from statuspage.domain.desk.filters import FILTERS, check
from statuspage.domain.tags.tag import offered
from statuspage.domain.tags.tagging import MOST
from statuspage.domain.tags.wanted import WantedTags, wanted_tags
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
    """The ``asked`` filters, all of them as ``fields``, and in words what was asked for and cannot be.

    ``tags`` are those that a ticket must have, all of them; ``offered`` is what tags there are besides.
    """

    asked: dict[str, str]
    fields: tuple[FilterField, ...]
    tags: WantedTags
    offered: tuple[str, ...]
    problems: tuple[str, ...]


def read_filters(session: Session, given: Mapping[str, str]) -> Filters:
    """The filters that were ``given``, by an address or by a view that somebody keeps."""
    spoken = current_app.extensions["settings"].languages
    asked, bad = check(given, spoken)
    tags = wanted_tags(session, _typed_tags(given))
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
    asked |= {"tag": tags.asked} if tags.ids else {}
    others = tuple(name for name in offered(session) if name not in tags.names)
    return Filters(asked, fields, tags, others, (*problems, *_of_tags(tags)))


def _typed_tags(given: Mapping[str, str]) -> str:
    """The tags that are asked for: in one field with commas, or in several."""
    return ", ".join(given.getlist("tag")) if isinstance(given, MultiDict) else given.get("tag", "")


def _of_tags(tags: WantedTags) -> tuple[str, ...]:
    """What tags were asked for and cannot be, in words."""
    unknown = (gettext("There is no tag “%(tag)s”, so it was left out.", tag=name) for name in tags.unknown)
    more = gettext(
        "No ticket has more than %(most)s tags; these are the first of those that were asked for.", most=MOST
    )
    return (*unknown, more) if tags.are_more else tuple(unknown)


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
