"""Says on a page that was kept how old it is, while nobody can ask whether it still stands.

A page that may be kept carries a mark, which no reader sees. Where the front gives it though the database does not
answer, the mark becomes words in the page's own language.
"""

import re
from datetime import datetime

from flask import Flask
from flask_babel import force_locale
from markupsafe import Markup

from statuspage.domain.errors import N_
from statuspage.present import times
from statuspage.present.languages import code, gettext

_MARK = re.compile(rb"<!--as known ([a-z]{2,3}(?:_[A-Za-z]+)*) (page|card)-->")
_PAGE = Markup('<p class="notice is-late as-known">{}</p>')
_CARD = Markup('<p class="card-as-known">{}</p>')


def mark(where: str) -> Markup:
    """The mark of a ``page`` or a ``card`` that is being made now."""
    return Markup(f"<!--as known {code()} {where}-->")  # noqa: S704 - both words are ours


def install(app: Flask) -> None:
    """Let templates place the mark."""
    app.jinja_env.globals["as_known"] = mark


def tell(app: Flask, body: bytes, at: datetime, now: datetime) -> bytes:
    """The body with words in place of its mark: that it stood so at the instant ``at``. Without a mark, as it is."""
    found = _MARK.search(body)
    if found is None:
        return body
    with app.app_context(), force_locale(found[1].decode()):
        zone = app.extensions["settings"].company_zone
        when = f"{times.moment(at, zone, now)} ({times.zone_time(zone)})"
        words = _card(when) if found[2] == b"card" else _page(when)
    return body[: found.start()] + str(words).encode() + body[found.end() :]


def _page(when: str) -> Markup:
    said = N_(
        "Our records do not answer at the moment. This is how it stood %(when)s; what came since follows by itself."
    )
    return _PAGE.format(gettext(said, when=when))


def _card(when: str) -> Markup:
    return _CARD.format(gettext("As it stood %(when)s", when=when))
