"""What others may see, as a form in which it is ticked, as the choice that is stored, and as the query of a preview."""

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlencode

from flask import abort
from werkzeug.datastructures import MultiDict

from statuspage.domain import validation
from statuspage.domain.errors import Refused
from statuspage.domain.publication.choice import OWNER_CHOICES, SUBJECT_CHOICES, PublicChoice
from statuspage.forms import number

TICKED = ("company", "steps", "clock", "promise", "score")  # shown or not
MOST = 500  # letters that one form lists


def choice_of(form: MultiDict[str, str], stored: PublicChoice) -> PublicChoice:
    """The choice in these fields. A letter is hidden when it was unticked, or was hidden before and is not listed."""
    listed, ticked = _versions(form, "listed"), _versions(form, "letter")
    return PublicChoice(
        owner=form.get("owner", ""),
        subject=form.get("subject", ""),
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
