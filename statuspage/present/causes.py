"""A cause in words: how the places of its letter are spelled in each language, and what became of it in each ticket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import force_locale

from statuspage.domain.causes.filling import PLACES, Filler
from statuspage.domain.causes.letter import HAS_HEARD
from statuspage.domain.causes.standing import TiedTicket
from statuspage.present import times
from statuspage.present.languages import gettext, ngettext
from statuspage.present.reader import Reader


@dataclass(frozen=True, slots=True)
class LaidState:
    """What became of a cause's letter in one ticket: in ``words``, then ``more``; ``is_waiting`` for a hand."""

    words: str
    more: str = ""
    is_waiting: bool = False
    has_heard: bool = False


def filler(language: str) -> Filler:
    """The places as this language spells them, then as each other one does; cities are named in this language."""
    spelled: dict[str, str] = {}
    for tag in dict.fromkeys((language, "en", *current_app.extensions["settings"].languages)):
        with force_locale(tag):
            spelled |= {words: name for words, name in _spelled() if words not in spelled}

    def city(zone: str) -> str:
        with force_locale(language):
            return times.zone_name(zone)

    return Filler(spelled, city)


def places() -> list[str]:
    """The places as the reader's language spells them, as they are typed."""
    return [typed for typed, _ in named_places()]


def named_places() -> list[tuple[str, str]]:
    """The same, each with the name of what it stands for."""
    return [(f"[[{words}]]", name) for words, name in _spelled()]


def state(one: TiedTicket, reader: Reader) -> LaidState:
    """What became of the newest letter in this ticket."""
    if one.outcome in HAS_HEARD and one.settled_at:
        return LaidState(_sent(one, one.settled_at, reader), _ending(one, reader), has_heard=True)
    if not one.is_open:
        return LaidState(gettext("over: it gets no letter"), has_heard=one.has_heard)
    if one.outcome == "put_away" and one.settled_at:
        words = gettext("put away by %(name)s, %(time)s", name=one.settled_by, time=reader.moment(one.settled_at))
        return LaidState(words, has_heard=one.has_heard)
    if one.outcome == "taken_back":
        return LaidState(gettext("taken back as the ticket was untied"), has_heard=one.has_heard)
    if one.laid_at is None:
        return LaidState(gettext("no letter laid yet"))
    return LaidState(_waiting(one), _since(one.laid_at, reader), is_waiting=True, has_heard=one.has_heard)


def counts(tied: Sequence[TiedTicket]) -> str:
    """How many tickets a cause has, how many of their customers have heard, and how many letters wait."""
    heard, waiting = sum(one.has_heard for one in tied), sum(one.waits for one in tied)
    parts = [
        ngettext("One ticket", "%(num)d tickets", len(tied)),
        ngettext("%(num)d has heard", "%(num)d have heard", heard),
        *([ngettext("one letter waits for a hand", "%(num)d letters wait for a hand", waiting)] if waiting else []),
    ]
    return gettext(", ").join(parts)


def laid(tickets: int, owners: int, over: int) -> str:
    """What is said after a letter was laid."""
    if not tickets:
        told = gettext("It lies before everyone already; nothing was laid twice.")
    else:
        told = ngettext("Laid before one owner.", "Laid before %(num)d owners.", owners)
    left_out = ngettext("One ticket is over and was left out.", "%(num)d tickets are over and were left out.", over)
    return f"{told} {left_out}" if over else told


def _spelled() -> list[tuple[str, str]]:
    return [(gettext(words), name) for name, words in PLACES.items()]


def _sent(one: TiedTicket, at: datetime, reader: Reader) -> str:
    told = {"name": one.settled_by, "time": reader.moment(at)}
    if one.outcome == "rewritten":
        return gettext("sent by %(name)s in other words, %(time)s", **told)
    return gettext("sent by %(name)s, %(time)s", **told)


def _ending(one: TiedTicket, reader: Reader) -> str:
    """How the letter ended. When the next word comes now the ticket says beside it, as that may have moved since."""
    if one.asks:
        return gettext("with the question “is it solved?”")
    if one.due is None or one.promised_at is not None:
        return ""
    return gettext("next word promised for %(time)s", time=reader.moment(one.due))


def _waiting(one: TiedTicket) -> str:
    if one.begun == "it":
        return gettext("%(name)s is making it theirs", name=one.owner)
    if one.begun:
        return gettext("lies beside another letter that %(name)s has begun", name=one.owner)
    return gettext("waits for the hand of %(name)s", name=one.owner)


def _since(at: datetime, reader: Reader) -> str:
    return gettext("laid there %(time)s", time=reader.moment(at))
