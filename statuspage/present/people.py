"""People as they are met: a face, a name, a place, and when they are in by two clocks."""

import re
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from flask import current_app
from flask_babel import get_locale

from statuspage.domain.people.agents import availability
from statuspage.domain.publication.ticket import PublicOwner
from statuspage.domain.reading import Person
from statuspage.present import times
from statuspage.present.languages import gettext

_COUNTRY = re.compile(r"^((?:\+|00)[0-9 ./-]+)\( *0 *\)")


class Pictured(Protocol):
    """Anyone with a name and the file of a photo."""

    @property
    def name(self) -> str: ...
    @property
    def photo(self) -> str: ...


def person(who: Pictured) -> dict[str, str]:
    """``name`` in full and the ``photo``'s address ("" for none), as the owner macro takes them."""
    return {"name": who.name, "photo": photo(who.photo)}


def photo(file: str) -> str:
    """The address of a photo on this host, "" when there is none: then the face shows initials."""
    if not file:
        return ""
    if file.endswith(".webp"):  # uploaded, and named by its content
        return f"/photos/{file}"
    try:
        return str(current_app.jinja_env.globals["asset"](f"people/{file}"))  # type: ignore[operator]
    except OSError:
        return ""


def tel(phone: str) -> str:
    """The address that dials a number as a person wrote it; "" for none. No zero in brackets follows a country code."""
    abroad = _COUNTRY.sub(r"\1", phone)
    return "tel:" + re.sub(r"[^+0-9]", "", abroad) if phone else ""


def first_name(who: Person | PublicOwner) -> str:
    """The name that letters are signed with."""
    return who.public_name if isinstance(who, Person) else who.name


def place_line(who: Person) -> str:
    """What they do and where: "Repairs, Lisbon"."""
    return gettext(", ").join(part for part in (who.role, who.place) if part)


def hours_line(who: Person, reader_zone: str, now: datetime) -> str:
    """Until when they are in, or when they are back; by the reader's clock too, where the two differ."""
    found = availability(dict(who.hours), who.zone, now)
    if found.changes_at is None:
        return gettext("no fixed hours")
    changes, place = found.changes_at, ZoneInfo(who.zone)
    today = changes.astimezone(place).date() == now.astimezone(place).date()
    if changes.astimezone(place).utcoffset() == changes.astimezone(ZoneInfo(reader_zone)).utcoffset():
        if found.is_in and today:
            return gettext("in until %(time)s today", time=times.clock(changes, who.zone))
        if found.is_in:
            return gettext("in until %(moment)s", moment=times.moment(changes, who.zone, now))
        return gettext("back %(moment)s", moment=times.moment(changes, who.zone, now))
    words = {"whose": _whose(who), "yours": _yours(changes, who.zone, reader_zone, now)}
    if found.is_in:
        theirs = times.clock(changes, who.zone) if today else times.moment(changes, who.zone, now)
        return gettext("in until %(time)s, %(whose)s; that is %(yours)s yours", time=theirs, **words)
    theirs = times.moment(changes, who.zone, now)
    return gettext("back %(moment)s, %(whose)s; that is %(yours)s yours", moment=theirs, **words)


def is_away(who: Person, now: datetime) -> bool:
    """Whether it is outside their hours; somebody without fixed hours is not said to be away."""
    found = availability(dict(who.hours), who.zone, now)
    return found.changes_at is not None and not found.is_in


def _whose(who: Person) -> str:
    """Whose time it is: by the pronoun that they set, and without one by their city."""
    if who.pronoun == "she":
        return gettext("her time")
    if who.pronoun == "he":
        return gettext("his time")
    if who.pronoun == "they":
        return gettext("their time")
    city = get_timezone_location(who.zone, locale=get_locale(), return_city=True)
    return gettext("%(city)s time", city=city)


def _yours(at: datetime, zone: str, reader_zone: str, now: datetime) -> str:
    same_day = at.astimezone(ZoneInfo(zone)).date() == at.astimezone(ZoneInfo(reader_zone)).date()
    return times.clock(at, reader_zone) if same_day else times.moment(at, reader_zone, now)
