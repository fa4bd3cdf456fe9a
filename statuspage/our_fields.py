"""The form of our own company, as the desk and the first start have it: what it shows, and what was typed into it.

What a setting says stands there to be read, with the setting's name beside it. A logo that came with a form that was
refused comes back with it, as the picture that it was made into.
"""

import base64
import binascii
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache

from babel import Locale
from flask import request
from markupsafe import Markup

from statuspage import wearing
from statuspage.config import Settings
from statuspage.config.contrast import LIGHTEST_TEXT, contrast
from statuspage.config.readers import DARK_CARD, LANGUAGES, PAPER
from statuspage.domain.errors import N_, Refused
from statuspage.domain.logos import MadeLogo, make_logo
from statuspage.domain.our_company import FACTS, check_fact
from statuspage.domain.people.photos import LARGEST
from statuspage.domain.validation import known_zones
from statuspage.forms import Form, errors_of

_SHOWN = ("zone", "languages", "accent", "accent_dark")  # of which the form shows a default
GROUNDS = {"accent": PAPER, "accent_dark": DARK_CARD}
_PALE = {
    "accent": N_(
        "This cannot be read well on a light page: its contrast is %(found)s, %(least)s is the least. Darker, please."
    ),
    "accent_dark": N_(
        "This cannot be read well on a dark page: its contrast is %(found)s, %(least)s is the least. Lighter, please."
    ),
}


@dataclass(frozen=True, slots=True)
class TypedCompany:
    """What was typed, checked: the ``facts`` that no setting says, a new ``logo``, and ``errors`` by field."""

    facts: Mapping[str, str]
    logo: MadeLogo | None
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompanyFields:
    """What the form shows. ``set_by`` names the setting of each field that has one, and ``values`` what it holds.

    ``spoken`` are all languages that there are: the code, its own name, and whether it is ticked; ``first`` is for
    everyone else. ``kept`` is a logo that was sent already, in base64, and ``mark`` the picture that is shown now.
    """

    values: Mapping[str, str]
    set_by: Mapping[str, str]
    spoken: tuple[tuple[str, str, bool], ...]
    first: str
    zones: list[str]
    mark: Markup
    has_logo: bool
    kept: str


def settings_of(settings: Settings) -> dict[str, str]:
    """The names of the settings that somebody has set, by the field that each one decides."""
    known = {one.name: one.metadata["env"] for one in Settings.known()}
    return {name: known[where] for name, where in wearing.SETTINGS.items() if where in settings.named}


def read_company(settings: Settings, said: Mapping[str, str], *, needed: tuple[str, ...] = ()) -> TypedCompany:
    """What was typed of our company into the form that was just sent; what is ``needed`` must say something.

    A default that the form showed, and nobody changed, is not said: it stays a default. ``said`` is what stands there.
    """
    worn = _worn(settings)
    facts, errors = dict[str, str](), dict[str, str]()
    for name in FACTS:
        if name in settings_of(settings):
            continue
        try:
            value = _checked(name, needed)
            is_default = name in _SHOWN and not said[name] and value == worn[name]
            facts[name] = "" if is_default else value
        except Refused as refused:
            errors |= errors_of(refused)
    logo = None
    try:
        logo = _sent_logo()
    except Refused as refused:
        errors |= errors_of(refused)
    return TypedCompany(facts, logo, errors)


def company_fields(
    settings: Settings, said: Mapping[str, str], form: Form, name: str, logo: MadeLogo | None
) -> CompanyFields:
    """What the form with this ``name`` shows: what was typed, else what the desk has ``said``, else what holds."""
    set_by, worn = settings_of(settings), _worn(settings)
    values = {}
    for one in FACTS:
        shown = worn[one] if one in _SHOWN else ""
        before = worn[one] if one in set_by else said[one] or shown
        values[one] = before if one in set_by else form.value(name, one, before)
    chosen, first = _chosen() if form.name == name and "languages" not in set_by else (None, "")
    ticked = chosen or values["languages"].split(",")
    return CompanyFields(
        values=values,
        set_by=set_by,
        spoken=tuple((code, str(Locale.parse(code).display_name), code in ticked) for code in LANGUAGES),
        first=first or ticked[0],
        zones=_zones(),
        mark=wearing.mark(),
        has_logo=bool(wearing.logo()) or logo is not None,
        kept=base64.b64encode(logo.data).decode() if logo is not None and form.name == name else "",
    )


def _checked(name: str, needed: tuple[str, ...]) -> str:
    if name == "languages":
        chosen, first = _chosen()
        return ",".join([first, *(code for code in chosen if code != first)]) if first else ""
    value = check_fact(name, request.form.get(name, ""))
    if not value and name in needed:
        raise Refused(name, N_("Please write something here."))
    if value and name in GROUNDS and (found := contrast(value, GROUNDS[name])) < LIGHTEST_TEXT:
        raise Refused(name, _PALE[name], found=f"{found:.1f}", least=LIGHTEST_TEXT)
    return value


def _chosen() -> tuple[list[str], str]:
    """The languages that are ticked, and the first of them, which is one of them in any case."""
    ticked, first = request.form.getlist("languages"), request.form.get("first_language", "")
    chosen = [code for code in LANGUAGES if code in ticked or code == first]
    return chosen, first if first in chosen else next(iter(chosen), "")


def _sent_logo() -> MadeLogo | None:
    """The picture that came with this form, or with the same form a moment ago."""
    uploaded = request.files.get("logo")
    data = uploaded.read(LARGEST + 1) if uploaded else b""
    if uploaded:
        uploaded.close()
    if data:
        return make_logo(data)
    with suppress(binascii.Error, ValueError, Refused):
        if kept := request.form.get("logo_kept", ""):
            return make_logo(base64.b64decode(kept, validate=True))
    return None


def _worn(settings: Settings) -> dict[str, str]:
    found = {name: getattr(settings, where) for name, where in wearing.SETTINGS.items()}
    return {name: ",".join(value) if isinstance(value, tuple) else value or "" for name, value in found.items()}


@cache
def _zones() -> list[str]:
    return sorted(zone for zone in known_zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
