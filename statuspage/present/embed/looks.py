"""The looks that a card can have: one table of its forms, and what an address may say of them.

A new form is a row of ``FORMS`` and its part of ``templates/public/card.html`` and ``static/css/card.css``. The script
of the widget, the style sheets of the studio and the gallery, and ``docs/embedding.md`` name it too:
``tests/contracts/test_card_forms.py`` tells which one does not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from werkzeug.exceptions import BadRequest

from statuspage.domain.errors import N_

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class CardForm:
    """One form of the card. Heights are in CSS pixels.

    ``height`` is kept free for the card while it loads. ``frame`` is the height of a plain frame, which cannot grow: it
    has room for a phone, and for a language that takes more words. ``letters`` is the number of letters in it.
    ``label`` is its short name, ``title`` and ``hint`` explain it: three messages that are yet to be translated.
    """

    name: str
    height: int
    frame: int
    label: str
    title: str
    hint: str
    letters: int = 0


FORMS = {
    form.name: form
    for form in (
        CardForm(
            name="card",
            height=284,
            frame=320,
            label=N_("Card"),
            title=N_("The card"),
            hint=N_("Who is on it, how long it takes, and when the next word comes."),
        ),
        CardForm(
            name="compact",
            height=112,
            frame=132,
            label=N_("Small row"),
            title=N_("One small row"),
            hint=N_("For a sidebar, a footer, or the top of a page."),
        ),
        CardForm(
            name="timeline",
            height=540,
            frame=570,
            label=N_("Timeline"),
            title=N_("The whole way"),
            hint=N_("With the letters that may be read, or the steps."),
            letters=3,
        ),
    )
}
SIZES = tuple(FORMS)


class UnknownLookError(BadRequest):
    """An unknown look. The description says which looks there are, and repeats nothing of what was asked."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a card looks and speaks. ``size`` names its form; ``lang`` "" is the customer's language, ``accent`` "" the
    company's colour.
    """

    theme: str = "auto"
    size: str = "card"
    lang: str = ""
    accent: str = ""

    @property
    def form(self) -> CardForm:
        """The form that this look asks for."""
        return FORMS[self.size]

    def query(self) -> dict[str, str]:
        """The parameters of an address that asks for it: only those that differ from the plain look."""
        return {name: value for name, value in asdict(self).items() if value != getattr(PLAIN, name)}


PLAIN = Look()
ASKS = tuple(one.name for one in fields(Look))  # the parameters of an address that say something of a look


def read_look(query: Mapping[str, str], languages: Sequence[str], sizes: Sequence[str] = SIZES) -> Look:
    """The look that a query asks for, in one of these languages and sizes. Other parameters are ignored."""
    return Look(
        theme=read_choice(query, "theme", THEMES),
        size=read_choice(query, "size", sizes),
        lang=read_choice(query, "lang", languages) if query.get("lang") else "",
        accent=read_accent(query),
    )


def read_choice(query: Mapping[str, str], name: str, offered: Sequence[str]) -> str:
    """The value of one parameter, which must be one of these; without it, the first of them."""
    chosen = query.get(name, offered[0])
    if chosen not in offered:
        raise UnknownLookError(f"{name} is one of: {', '.join(offered)}.")
    return chosen


def read_accent(query: Mapping[str, str]) -> str:
    """The colour that a query asks for, in lower case; "" for none."""
    said = query.get("accent", "").lower()
    if not re.fullmatch(r"([0-9a-f]{6})?", said, re.ASCII):
        raise UnknownLookError("accent is a colour of six hexadecimal digits without #, such as 0b6b5d.")
    return said
