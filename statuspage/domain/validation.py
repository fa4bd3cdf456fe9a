"""Checks of what people type: length, characters that hide or reverse text, times, zones, addresses."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from statuspage.domain import phones
from statuspage.domain.errors import N_, Refused

SUBJECT_LIMIT = 200  # characters
LINE_LIMIT = 120
REPLY_LIMIT = 10_000
LETTER_LIMIT = 20_000
_MISSING = N_("Please write something here.")

# Unicode UAX 9: the embeddings and overrides that can make a text read as another. Isolates and marks are what an
# Arabic or Hebrew keyboard needs, and stay.
_REVERSING = re.compile("[\u202a-\u202e]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
# What nobody sees in a line, and no script needs: the above, isolates, soft hyphens, joints without width, fillers.
# The joiners of Persian and of emoji stay, and so do the marks that point a way.
_ALSO = "[\u00ad\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]"
_UNSEEN = re.compile(f"{CONTROL.pattern}|{_REVERSING.pattern}|{_ALSO}")
# What Unicode counts as letters, marks or symbols, and yet leaves the paper white: fillers, variation selectors, the
# empty pattern of Braille. Beside others some of them mean something; alone they say nothing.
_WHITE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_MAIL = re.compile(r"[^@\s<>\",;:]{1,64}@[^@\s<>\",;:.]+(\.[^@\s<>\",;:.]+)+")
_WALL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")


def text(field: str, typed: str, limit: int, *, required: bool = True, missing: str = _MISSING) -> str:
    """Several lines, as typed: NFC, Unix line ends, no blank edges. ``limit`` is in characters; ``missing`` is what is
    said where nothing was typed.
    """
    value = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    visible = CONTROL.sub("", value)
    if visible != value:
        raise Refused(
            field,
            N_("There were invisible control characters in this text; we took them out. Please look, and send again."),
            cleaned=_REVERSING.sub("", visible),
        )
    if _REVERSING.search(value):
        raise Refused(
            field,
            N_("Invisible characters here would make the text read backwards; we took them out. Please send again."),
            cleaned=_REVERSING.sub("", value),
        )
    if required and not _says_something(value):
        raise Refused(field, missing, cleaned="")
    if len(value) > limit:
        raise Refused(
            field,
            N_("This is %(length)s characters long; %(limit)s is the most that fits. Nothing was lost: shorten it."),
            length=len(value),
            limit=limit,
        )
    return value


def line(field: str, typed: str, limit: int = LINE_LIMIT, *, required: bool = True, missing: str = _MISSING) -> str:
    """One line: as ``text``, with all that divides words turned into spaces, and without what nobody sees."""
    return text(field, visible(typed), limit, required=required, missing=missing)


def visible(typed: str) -> str:
    """A line without what nobody sees of it. Joiners stay between two signs, where a script may need them."""
    return " ".join(_UNSEEN.sub("", " ".join(typed.split())).strip(" \u200c\u200d").split())


def exact(typed: str) -> str:
    """The same for what machines read, such as a number or an address: there no invisible sign means anything."""
    seen = (sign for sign in visible(typed) if unicodedata.category(sign) != "Cf")
    return " ".join("".join(seen).split())


def mail(field: str, typed: str, *, required: bool = True) -> str:
    """A mail address, lower-cased, or "" when it may be left out."""
    value = line(field, exact(typed).lower().removeprefix("mailto:"), 254, required=required)
    if value and not _MAIL.fullmatch(value):
        raise Refused(field, N_("“%(typed)s” does not look like a mail address."), typed=value, cleaned=exact(typed))
    return value


def phone(field: str, typed: str, *, required: bool = True) -> str:
    """A phone number as a person writes it, in the digits that phones dial, with its extension perhaps; or ""."""
    seen = line(field, exact(typed).removeprefix("tel:"), 40, required=required)
    value = phones.in_ascii(seen)
    if value and not phones.is_phone(value):
        raise Refused(field, N_("“%(typed)s” does not look like a phone number."), typed=value, cleaned=seen)
    return value


def zone(field: str, typed: str) -> str:
    """The name of an IANA time zone."""
    if typed not in known_zones():
        raise Refused(
            field, N_("“%(typed)s” is not a time zone that we know, such as Europe/Lisbon."), typed=typed[:60]
        )
    ZoneInfo(typed)
    return typed


def instant(field: str, typed: str, place: str, missing: str) -> datetime:
    """The instant, to the minute in UTC, of local time as a form gives it ("2026-11-26T17:00") in an IANA zone.

    ``missing`` says what to give when it is not a day and a time. Of an hour that comes twice, the first is meant; one
    that clocks skip is refused.
    """
    place = zone("zone", place)
    try:
        local = datetime.fromisoformat(typed.strip() if _WALL.fullmatch(typed.strip()) else "")
        local = local.replace(second=0, microsecond=0)
        at = local.replace(tzinfo=ZoneInfo(place)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(field, missing) from None
    if at.astimezone(ZoneInfo(place)).replace(tzinfo=None) != local:
        raise Refused(
            field,
            N_("%(time)s does not exist on that day in %(zone)s: the clocks go forward. Choose another hour."),
            time=local.strftime("%H:%M"),
            zone=place,
        )
    return at


def choice(field: str, typed: str, allowed: tuple[str, ...]) -> str:
    """One of the values that the form offered."""
    if typed not in allowed:
        raise Refused(field, N_("Please choose one of the answers that are offered."))
    return typed


@cache
def known_zones() -> frozenset[str]:
    """The names of all time zones, read once: it takes hundreds of files."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def _says_something(value: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in _WHITE.sub("", value))
