"""Words that were posted and not taken, given back on the page that says why: nobody has to write them twice.

Only the fields named here are given back: never a password, and nothing that another site has posted.
"""

import re
from typing import NamedTuple

from flask import current_app, request
from flask_babel import get_locale
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from statuspage.domain.errors import N_
from statuspage.domain.people.agents import DAYS, PROFILE_LINES
from statuspage.present.languages import gettext
from statuspage.security import room
from statuspage.security.access import Access, access_of, has_opened, has_signed_key
from statuspage.security.csrf import is_ours
from statuspage.security.mail_keys import has_own_page

WHAT_YOU_WROTE = N_("What you wrote")
WORDS = {
    "heard": N_("What did you hear, in your own words?"),
    "needs": N_("What the letter asks for"),
    "body": WHAT_YOU_WROTE,
    "note": N_("What your colleague needs to know"),
    "story": N_("What happened, in their words"),
    "not_quite": WHAT_YOU_WROTE,
    "not_solved": N_("What is still wrong?"),
    "felt": N_("Would you like to say more?"),
    "emails": N_("Their mail addresses, one a line"),
    "sites": N_("Sites"),
    "known": N_("What is known about it"),
}
FACTS = {
    "subject": N_("What is it about, in one line"),
    "about": N_("What is it about, in one line"),
    "tag": N_("Tag"),
    "into": N_("With which tag"),
    "asked_at": N_("When they asked"),
    "name": N_("Name"),
    "first_name": N_("Your first name"),
    "public_name": N_("How letters are signed"),
    **{line.name: line.label for line in PROFILE_LINES},
    "email": N_("Mail address"),
    "phone": N_("Phone"),
    "contact": N_("Mail or phone"),
    "also": N_("Also a phone number or a mail address"),
    "reach_when": N_("When"),
    "when": N_("When suits you?"),
    "title": N_("Your own title"),
    "phrase": N_("Words that may hurt"),
    "why": N_("Why they may hurt"),
    "instead": N_("What to write instead"),
    "from_day": N_("Away from"),
    "from_time": N_("From which hour"),
    "back_day": N_("Back on"),
    "back_time": N_("Back at which hour"),
    "zone": N_("Time zone"),
    "address": N_("Address of the ticket at this desk"),
    "sure": N_("Name"),
    "speaks": N_("Languages in which you write to customers"),
}
# The beginnings of names that differ by language.
BY_LANGUAGE = {
    "title_": N_("What it is about, in two or three words"),
    "asked_": N_("What you need to know, a line each"),
}
_GIVEN = "need-"  # so begins the name of what a customer gives for a line
_TEXTS = (_GIVEN, "text_")  # ... and of a draft in one language: each is a text by itself

_ANSWER = re.compile(r"[a-z0-9-]+-[0-9]")  # the name of an answer to what a topic asks


class GivenBack(NamedTuple):
    """A text, and what it was typed as."""

    label: str
    text: str


def given_back(is_key_void: bool = False, is_key_unread: bool = False) -> list[GivenBack]:
    """Each text by itself, then everything that was typed on one line, together.

    Nothing for a public address, but for where one asks; for another site's form, for whoever has no key, or where even
    more came than is read to be given back. ``is_key_void`` is for a key that was one of ours, and is taken back;
    ``is_key_unread`` is for one that we signed, of which the database could not say what it opens.
    """
    access = access_of(current_app, request.endpoint)
    has_key = has_opened() or has_own_page() or is_key_void or (is_key_unread and has_signed_key())
    by_key = (Access.PRIVATE, Access.MINE, Access.JOIN)
    is_known = access in (Access.AGENT, Access.ASK, Access.ASK_FRAME) or (access in by_key and has_key)
    if request.method != "POST" or not is_known:
        return []
    try:
        if not is_key_void:
            room.give_back(request)
        return _typed() if is_ours() else []
    except (RequestEntityTooLarge, ClientDisconnected):  # the latter, where it was so long that nothing was kept
        return []


def _typed() -> list[GivenBack]:
    days = get_locale().days["stand-alone"]["wide"]
    lines = [(gettext(label), request.form.get(name, "").strip()) for name, label in FACTS.items()]
    lines += [(days[at], " – ".join(filter(None, _hours(day)))) for at, day in enumerate(DAYS)]
    lines += [(label, value.strip()) for name, value in request.form.items() if (label := _label_of(name))]
    texts = [GivenBack(gettext(label), request.form.get(name, "").strip()) for name, label in WORDS.items()]
    texts += [
        GivenBack(gettext(WHAT_YOU_WROTE), value) for name, value in request.form.items() if name.startswith(_TEXTS)
    ]
    facts = "\n".join(f"{label}: {value}" for label, value in lines if value)
    return [one for one in (*texts, GivenBack(gettext(WHAT_YOU_WROTE), facts)) if one.text]


def _label_of(name: str) -> str:
    """What a field was that differs by language, or by what a topic asks; "" for any other."""
    if name in FACTS or name.startswith(_TEXTS):
        return ""
    found = next((label for begin, label in BY_LANGUAGE.items() if name.startswith(begin)), "")
    return f"{gettext(found)} {name.partition('_')[2]}".strip() if found else "–" if _ANSWER.fullmatch(name) else ""


def _hours(day: str) -> list[str]:
    return [request.form.get(f"{day}_{end}", "").strip() for end in ("from", "to")]
