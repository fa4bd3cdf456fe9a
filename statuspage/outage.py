"""What a page that could not be looked up says of the outage: since when it lasts, and how to send the same again."""

from dataclasses import dataclass

from flask import request
from sqlalchemy.pool import Pool

from statuspage import public_request
from statuspage.clock import now
from statuspage.db import db
from statuspage.forms import sent_once
from statuspage.present import times
from statuspage.present.languages import gettext

_HIDDEN = ("password", "current")  # fields that are in no page which waits for the database


@dataclass(frozen=True, slots=True)
class Outage:
    """``since`` is when it was noticed, in words, "" where nobody knows; ``looks_at`` the page that is asked meanwhile.

    ``sends_to`` is where what was posted can be sent once more as it was, by these ``fields``; "" where it cannot.
    """

    since: str
    looks_at: str
    sends_to: str = ""
    fields: tuple[tuple[str, str], ...] = ()


def outage(back: str, has_words: bool) -> Outage:
    """The present one; ``back`` is the page of the form that was posted, ``has_words`` whether it is given back."""
    if request.method != "POST":
        return Outage(_since(), request.full_path.removesuffix("?"))
    looks_at = back or "/"
    if not has_words or not _can_be_sent_again():
        return Outage(_since(), looks_at)
    return Outage(_since(), looks_at, request.path, tuple(request.form.items(multi=True)))


def _since() -> str:
    """By the company's clock: whose page it is cannot be looked up."""
    pool: Pool = db.engine.pool
    if (at := getattr(pool, "lost_since", None)) is None:
        return ""
    zone = public_request.settings().company_zone
    when = f"{times.moment(at, zone, now())} ({times.zone_time(zone)})"
    return gettext("They have not answered since %(when)s.", when=when)


def _can_be_sent_again() -> bool:
    """Whether the same form, with the same key, would count once: it has one, no secret, and no file."""
    named = request.form.keys()
    has_files = any(file.filename for file in request.files.values())
    return bool(sent_once()) and not has_files and not any(name in named for name in _HIDDEN)
