"""What our company is called and how it looks, as this process wears it: a setting wins, then what the desk says.

It is held in memory with its version, which the door reads along with whatever key or session it asks for: while that
is the same, nothing is read here. Where the door reads nothing, the version alone is asked for. So no process goes on
with what another has changed. A change also counts as one that anyone could see (``consent.changes``, read in the same
statement as the version), so that no answer is kept under a count that is newer than what it shows.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

import click
from flask import Flask, appcontext_pushed, current_app, has_request_context
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

from statuspage.config import Settings
from statuspage.config.readers import LANGUAGES
from statuspage.db import db
from statuspage.domain.our_company import LogoFacts, OurFacts, read_facts, version_now

# What the desk says, by the name of its setting. How each is written there is how it stands here.
SETTINGS = {
    "name": "company_name",
    "site": "company_site",
    "phone": "company_phone",
    "zone": "company_zone",
    "languages": "languages",
    "accent": "accent",
    "accent_dark": "accent_dark",
}
_IMAGE = Markup('<img{} src="{}" alt="" width="{}" height="{}">')
_ALMOST_SQUARE = 1.3  # one side of an icon to the other
_MARK = (26, 140)  # CSS pixels: how high a logo is at most in the head of a page, and how wide

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Worn:
    """What was read, and which ``settings`` were there before anything of it was put on."""

    facts: OurFacts
    before: Settings


def install(app: Flask) -> None:
    """Give templates what the company is called and its mark, and let commands wear what holds now."""
    app.jinja_env.globals.update(
        company=_Name(app), company_mark=mark, company_icon=icon_address, company_colours=colours_address
    )
    app.extensions["wear"] = look
    appcontext_pushed.connect(_begin_command, app)


class _Name:
    """The company's name, as it is when a page is made."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __str__(self) -> str:
        return str(self._app.extensions["settings"].company_name)


def stamp() -> int:
    """The version of what is worn now; 0 while the desk has never said anything."""
    worn: Worn | None = current_app.extensions.get("worn")
    return worn.facts.version if worn else 0


def renew(version: int) -> None:
    """Wear what the desk says, if that has another version than what is worn."""
    if version == stamp():
        return
    with _one_at_a_time:
        if version != stamp():
            with db.engine.connect() as connection:
                _put_on(current_app, read_facts(connection))


def look() -> None:
    """The same where nobody has read the version. While the database does not answer, what was last known is worn."""
    try:
        with db.engine.connect() as connection:
            version = version_now(connection)
        renew(version)
    except (DBAPIError, NoConnection):
        return


def logo() -> LogoFacts | None:
    """The logo that is worn now."""
    worn: Worn | None = current_app.extensions.get("worn")
    return worn.facts.logo if worn else None


def logo_address() -> str:
    """The path of the logo, "" where there is none."""
    found = logo()
    return f"/logo/{found.name}" if found else ""


def mark(is_shown: object = True) -> Markup:
    """What stands before the company's name: its logo where there is one and it may be shown, else this program's mark.

    The name stands beside it, so that it has no words of its own.
    """
    found, (high, wide) = logo(), _MARK
    if found is None or not is_shown:
        return _IMAGE.format("", _own_mark(), high, high)
    width, height = found.fit(high, wide)
    return _IMAGE.format(Markup(' class="logo"'), logo_address(), width, height)


def _own_mark() -> str:
    asset: Callable[[str], str] = cast("Callable[[str], str]", current_app.jinja_env.globals["asset"])
    return asset("mark.svg")


def icon_address(is_shown: object = True) -> str:
    """The path of the small square picture by which a browser or a feed reader knows us."""
    found = logo()
    if (
        found is None
        or not is_shown
        or max(found.width, found.height) > _ALMOST_SQUARE * min(found.width, found.height)
    ):
        return _own_mark()
    return logo_address()


def colours_address() -> str:
    """The address of the style sheet with the company's colours, which changes with them."""
    settings: Settings = current_app.extensions["settings"]
    return f"/brand.css?v={settings.accent[1:]}{settings.accent_dark[1:]}"


def _put_on(app: Flask, facts: OurFacts) -> None:
    """Put on what differs from what was put on before; a setting that somebody has set stays."""
    settings: Settings = app.extensions["settings"]
    worn: Worn | None = app.extensions.get("worn")
    before, last = (worn.before, worn.facts.said) if worn else (settings, dict.fromkeys(SETTINGS, ""))
    changed: dict[str, Any] = {
        field: _value(name, said) or getattr(before, field)
        for name, field in SETTINGS.items()
        if field not in settings.named and (said := facts.said[name]) != last[name]
    }
    if changed:
        app.extensions["settings"] = replace(settings, **changed)
        app.extensions.pop("team", None)  # its weeks begin by the company's clock
    if "languages" in changed:
        for forget in app.extensions.get("forgets", ()):  # by which language an answer is known is another now
            forget()
    app.extensions["worn"] = Worn(facts, before)


def _value(name: str, said: str) -> object:
    """What the desk says, as the setting has it; languages that this version does not speak are left out."""
    return tuple(code for code in said.split(",") if code in LANGUAGES) if name == "languages" else said


def _begin_command(_app: Flask, **_more: object) -> None:
    if click.get_current_context(silent=True) is not None and not has_request_context():
        look()
