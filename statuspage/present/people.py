"""People as others meet them: a face, a name, a place, and when they are in by two clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import regex
from flask import current_app

from statuspage.domain.people.agents import availability
from statuspage.domain.publication.ticket import PublicOwner
from statuspage.domain.reading import Person
from statuspage.present import times
from statuspage.present.languages import gettext
from statuspage.present.two_clocks import beside, share_days

_SIGN = regex.compile(r"\X")
_PUNCTUATION = regex.compile(r"^[\p{P}\p{Z}\p{Cf}]+(?=[\p{L}\p{N}\p{S}])")


class Pictured(Protocol):
    """Anyone with a name and the file of a photo."""

    @property
    def name(self) -> str: ...
    @property
    def photo(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PersonFace:
    """Who leads a page, for the macro ``owner``: the name in full, and the photo's address, "" for none."""

    name: str
    photo: str


def person(who: Pictured) -> PersonFace:
    """The face of an agent, as a page shows it."""
    return PersonFace(who.name, photo(who.photo))


def photo(file: str) -> str:
    """The address of a photo on this host, for a customer or at the desk; "" where there is none: initials stand there.

    It shows the photo while its agent has it, whatever they agree to be shown as in public.
    """
    if file.endswith(".webp"):  # uploaded, and named by its content
        return str(current_app.extensions["urls"].private_photo(file))
    return public_photo(file)


def public_photo(file: str) -> str:
    """The same for anyone: it shows the photo only while its agent agrees to that."""
    if not file:
        return ""
    if file.endswith(".webp"):
        return f"/photos/{file}"
    try:
        return str(current_app.jinja_env.globals["asset"](f"people/{file}"))  # type: ignore[operator]  # globals are any
    except OSError:
        return ""


def initials(name: str) -> str:
    """The first sign of the first and of the last word, in capitals. A sign is what a reader sees as one: a whole flag,
    a letter with all its marks (Unicode UAX 29, grapheme clusters).
    """
    words = [_PUNCTUATION.sub("", word) or word for word in name.split()]
    firsts = [_SIGN.match(word)[0] for word in (*words[:1], *words[1:][-1:])]
    return "".join(sign.upper() if len(sign.upper()) == len(sign) else sign for sign in firsts)


def first_name(who: Person | PublicOwner) -> str:
    """The name that letters are signed with."""
    return who.public_name if isinstance(who, Person) else who.name


def place_line(who: Person) -> str:
    """What they do and where: "Repairs, Lisbon"."""
    return gettext(", ").join(part for part in (who.role, who.place) if part)


def hours_line(who: Person, reader_zone: str, now: datetime) -> str:
    """Until when they are in, or when they are back; also by the reader's clock, where the two differ."""
    found = availability(dict(who.hours), who.zone, now, who.away)
    if found.changes_at is None:
        return gettext("no fixed hours")
    at, clocks = found.changes_at, (who.zone, reader_zone)
    if _offset(at, who.zone) != _offset(at, reader_zone):
        words = {"whose": _whose(who), "yours": _yours(at, *clocks, now)}
        moment = beside(at, *clocks, now)
        if not found.is_in:
            return gettext("back %(moment)s, %(whose)s; that is %(yours)s yours", moment=moment, **words)
        is_plain = _is_today(at, who.zone, now) and share_days(at, *clocks, now)
        time = times.clock(at, who.zone) if is_plain else moment
        return gettext("in until %(time)s, %(whose)s; that is %(yours)s yours", time=time, **words)
    moment = times.moment(at, reader_zone, now)
    if not found.is_in:
        return gettext("back %(moment)s", moment=moment)
    if _is_today(at, reader_zone, now):
        return gettext("in until %(time)s today", time=times.clock(at, reader_zone))
    return gettext("in until %(moment)s", moment=moment)


def is_away(who: Person, now: datetime) -> bool:
    """Whether it is outside their hours now. Somebody without fixed hours is never away."""
    found = availability(dict(who.hours), who.zone, now, who.away)
    return found.changes_at is not None and not found.is_in


def _whose(who: Person) -> str:
    """Whose time it is: by the pronoun that they set, and without one by their zone."""
    if who.pronoun == "she":
        return gettext("her time")
    if who.pronoun == "he":
        return gettext("his time")
    if who.pronoun == "they":
        return gettext("their time")
    return times.zone_time(who.zone)


def _yours(at: datetime, zone: str, reader_zone: str, now: datetime) -> str:
    if share_days(at, zone, reader_zone, now):
        return times.clock(at, reader_zone)
    return beside(at, reader_zone, zone, now)


def _offset(at: datetime, zone: str) -> timedelta | None:
    return at.astimezone(ZoneInfo(zone)).utcoffset()


def _is_today(at: datetime, zone: str, now: datetime) -> bool:
    return at.astimezone(ZoneInfo(zone)).date() == now.astimezone(ZoneInfo(zone)).date()
