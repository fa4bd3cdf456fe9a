"""Which language a response speaks, and the direction in which it is read."""

from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_time
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, refresh
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from statuspage.config.places import TRANSLATIONS
from statuspage.domain.errors import At, Words
from statuspage.domain.linking import linked
from statuspage.domain.markdown import plain
from statuspage.domain.phones import tel


@dataclass(frozen=True, slots=True)
class _Spoken:
    """The language of one request, looked up once: a page asks for it hundreds of times.

    It is kept beside what Flask-Babel keeps, and is good for as long as that is. Without this, rendering a customer's
    page of 20 letters afresh costs 1.25 times as much (150 empty Flask views instead of 119).
    tests/contracts/test_insides.py fails when Flask-Babel keeps its locale elsewhere.
    """

    locale: Locale | None
    code: str
    catalog: Any


def gettext(message: str, **params: object) -> str:
    """A message in the reader's language, with its parameters filled in."""
    words: str = _spoken().catalog.ugettext(message)
    return words % params if params else words


def ngettext(one: str, many: str, num: int, **params: object) -> str:
    """One of two messages, by the number ``num``, which is also a parameter of them."""
    words: str = _spoken().catalog.ungettext(one, many, num)
    return words % {"num": num, **params}


def code() -> str:
    """The reader's language as Babel spells it: "en", "pt_BR"."""
    return _spoken().code


def install(app: Flask) -> None:
    """Let templates and views use gettext in the reader's language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    Babel(app, locale_selector=language)
    app.after_request(_vary)
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # it comes with an extension of Jinja
        _message, _messages, newstyle=True
    )
    app.jinja_env.globals["_"] = app.jinja_env.globals["gettext"] = _in_template
    app.jinja_env.globals.update(language=tag, direction=direction)
    app.jinja_env.filters.update(say=say, lines=lines, plain=plain, tel=tel)


def speak(language: str) -> None:
    """Answer this request in this language; "", or one that is not offered, leaves the choice to the browser."""
    g.language = language
    refresh()


def language() -> str:
    """The reader's language: the one that the view has chosen, else the best that the browser asks for."""
    offered = current_app.extensions["settings"].languages
    if not has_request_context():
        return str(offered[0])
    chosen = g.get("language")
    if not chosen:
        g.setdefault("is_browsers_language", True)
        chosen = request.accept_languages.best_match(offered)
    return str(chosen if chosen in offered else offered[0])


def by_name() -> list[tuple[str, str]]:
    """The languages that this instance speaks: the tag of each, and its own name."""
    return [(tag, str(Locale.parse(tag).display_name)) for tag in current_app.extensions["settings"].languages]


def tag() -> str:
    """The BCP 47 tag for ``<html lang>``."""
    return code().replace("_", "-")


def direction() -> str:
    """ "rtl" or "ltr", for ``<html dir>``."""
    locale = get_locale() or Locale("en")
    return str(locale.text_direction)


def say(words: Words) -> str:
    """A sentence of the domain in the reader's language."""
    return gettext(words.message, **{name: _told(value) for name, value in words.params.items()})


def _told(value: object) -> object:
    """What stands in a sentence for this: an instant as its day, with its hour unless that day just begins then."""
    if not isinstance(value, At):
        return value
    local, language = value.at.astimezone(ZoneInfo(value.zone)), code()
    day = format_skeleton("MMMEd", local, locale="en_GB" if language == "en" else language)
    if local.time() == time.min:
        return day
    pattern = "HH:mm" if language == "en" else "short"
    return gettext("%(day)s, %(time)s", day=day, time=format_time(local.time(), pattern, locale=language))


def _vary(response: Response) -> Response:
    """Tell every cache on the way that this answer differs by the language that a browser asks for, if it does."""
    if g.get("is_browsers_language") and not g.get("language"):
        response.vary.add("Accept-Language")
    return response


def _message(message: str) -> str:
    return str(_spoken().catalog.ugettext(message))


@pass_eval_context
def _in_template(there: EvalContext, message: str, **params: object) -> str:
    """The same in a template."""
    if not there.autoescape:
        return _message(message) % params
    words = _marked_up(_spoken().catalog, message)
    return words % params if params else _whole(words)


@lru_cache(10_000)
def _marked_up(catalog: Any, message: str) -> Markup:
    return Markup(catalog.ugettext(message))  # noqa: S704 - our own words


@lru_cache(10_000)
def _whole(words: Markup) -> Markup:
    """Words into which nothing is filled."""
    return words % {}


def _messages(one: str, many: str, num: int) -> str:
    return str(_spoken().catalog.ungettext(one, many, num))


def _spoken() -> _Spoken:
    try:
        held = g._flask_babel
        found: _Spoken = held.spoken
        if found.locale is held.babel_locale:
            return found
    except (AttributeError, RuntimeError):
        pass
    locale = get_locale()
    found = _Spoken(locale, str(locale or "en"), get_translations())
    if locale is not None:
        g._flask_babel.spoken = found
    return found


def lines(text: str) -> Markup:
    """What a person typed, as paragraphs and line breaks, with links; all of it is escaped, and no blank is lost."""
    paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    told = ("<br>".join(linked(line) for line in part.split("\n")) for part in paragraphs if part.strip())
    return Markup("".join(f'<p dir="auto">{part}</p>' for part in told))  # noqa: S704 - linked() has escaped it
