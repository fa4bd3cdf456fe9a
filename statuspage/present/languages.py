"""Which language a response speaks, and the direction in which it is read."""

from babel import Locale
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, get_locale, gettext
from markupsafe import Markup, escape

from statuspage.config import PROJECT
from statuspage.domain.errors import Words

_babel = Babel()


def speak(app: Flask) -> None:
    """Let templates and views use gettext in the reader's language."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(PROJECT / "statuspage" / "translations")
    _babel.init_app(app, locale_selector=language)
    app.jinja_env.globals.update(language=tag, direction=direction, company=app.extensions["settings"].company_name)
    app.jinja_env.filters.update(say=say, lines=lines)


def language() -> str:
    """The reader's language: what the view has set as ``g.language``, else the best that the browser asks for."""
    offered = current_app.extensions["settings"].languages
    if not has_request_context():
        return str(offered[0])
    chosen = g.get("language") or request.accept_languages.best_match(offered)
    return str(chosen if chosen in offered else offered[0])


def tag() -> str:
    """The BCP 47 tag for ``<html lang>``."""
    return str(get_locale() or "en").replace("_", "-")


def direction() -> str:
    """ "rtl" or "ltr", for ``<html dir>``."""
    locale = get_locale() or Locale("en")
    return str(locale.text_direction)


def say(words: Words) -> str:
    """A sentence of the domain in the reader's language."""
    return gettext(words.message, **words.params) if words.params else gettext(words.message)


def lines(text: str) -> Markup:
    """What a customer typed, as paragraphs and line breaks; every character of it is escaped."""
    paragraphs = (part.strip("\n") for part in text.split("\n\n"))
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in part.split("\n")))
        for part in paragraphs
        if part.strip()
    )
