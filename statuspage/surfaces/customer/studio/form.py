"""What others may see, and how: as a form in which it is chosen, as what is stored, and as the query of a preview."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask import abort
from werkzeug.datastructures import MultiDict

from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.publication.choice import OWNER_CHOICES, SUBJECT_CHOICES, PublicChoice
from statuspage.forms import number
from statuspage.present.embed.looks import PLAIN, SIZES, THEMES, Look

TICKED = ("company", "steps", "clock", "promise", "score")  # shown or not
_COLOUR = re.compile("[0-9a-f]{6}", re.ASCII)
MOST = 500  # letters that one form lists


def choice_of(form: MultiDict[str, str], stored: PublicChoice) -> PublicChoice:
    """The choice in these fields. A letter is hidden when it was unticked, or was hidden before and is not listed."""
    listed, ticked = _versions(form, "listed"), _versions(form, "letter")
    subject = form.get("subject", "")
    return PublicChoice(
        former=stored.former if subject == "former" else "",
        owner=form.get("owner", ""),
        subject=subject,
        title=form.get("title", ""),
        hidden=tuple(sorted((set(stored.hidden) - listed) | (listed - ticked))),
        letters=form.get("letters") == "yes",
        **{name: form.get(name) == "yes" for name in TICKED},
    )


def previewed_choice(form: MultiDict[str, str], stored: PublicChoice) -> PublicChoice:
    """The same for a preview; 400 for an answer that no form offers."""
    choice = choice_of(form, stored)
    if choice.owner not in OWNER_CHOICES or choice.subject not in SUBJECT_CHOICES:
        abort(400)
    return showable(choice)


def showable(choice: PublicChoice) -> PublicChoice:
    """The choice with its title cut to the length that can be saved."""
    try:
        title = validation.line("title", choice.title, validation.LINE_LIMIT, required=False)
    except Refused as refused:
        title = (refused.cleaned or choice.title)[: validation.LINE_LIMIT]
    return replace(choice, title=title)


def look_of(fields: Mapping[str, str], languages: Sequence[str]) -> Look:
    """The look in these fields, of a form or of an address. What no form offers is as if it were not said."""
    accent = fields.get("accent", "").removeprefix("#").lower()
    is_own = ("owner" in fields and "colour" not in fields) or not _COLOUR.fullmatch(accent)
    return Look(
        theme=_one_of(fields, "theme", THEMES),
        size=_one_of(fields, "size", SIZES),
        lang=_one_of(fields, "lang", languages),
        accent="" if is_own else accent,
    )


def _one_of(fields: Mapping[str, str], name: str, offered: Sequence[str]) -> str:
    chosen = fields.get(name, "")
    return chosen if chosen in offered else str(getattr(PLAIN, name))


def query_of(choice: PublicChoice, letters: Iterable[int]) -> str:
    """The fields that the form would send for this choice if it listed the letters with these versions."""
    pairs: list[tuple[str, object]] = [("owner", choice.owner), ("subject", choice.subject), ("title", choice.title)]
    pairs += [(name, "yes") for name in TICKED if getattr(choice, name)]
    pairs.append(("letters", "yes" if choice.letters else "no"))
    for version in letters:
        pairs.append(("listed", version))
        pairs += [("letter", version)] if version not in choice.hidden else []
    return urlencode(pairs)


def _versions(form: MultiDict[str, str], name: str) -> set[int]:
    return {version for text in form.getlist(name)[:MOST] if (version := number(text)) is not None}
