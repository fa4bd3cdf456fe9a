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
    fits the card as long as its ticket lives, on a phone too. Both are ``with_letters`` more where letters are in it,
    and the frame is ``with_long_words`` more in a language that needs them. ``letters`` is the number of letters in it.
    ``label`` is its short name, ``title`` and ``hint`` explain it: three messages that are yet to be translated.
    """

    name: str
    height: int
    frame: int
    label: str
    title: str
    hint: str
    letters: int = 0
    with_letters: int = 0
    with_long_words: int = 0

    def room(self, *, letters: bool) -> int:
        """What is kept free for the card while it loads."""
        return self.height + (self.with_letters if letters else 0)

    def framed(self, language: str, *, letters: bool) -> int:
        """The height of a plain frame in this language."""
        more = 0 if language in _SHORT_WORDS else self.with_long_words
        return self.frame + more + (self.with_letters if letters else 0)


_SHORT_WORDS = ("en", "ar")  # languages; any other may take the room of German
FORMS = {
    form.name: form
    for form in (
        CardForm(
            name="card",
            height=290,
            frame=290,
            label=N_("Card"),
            title=N_("The card"),
            hint=N_("Who is on it, how long it takes, and when the next word comes."),
            with_long_words=20,
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
            height=428,
            frame=430,
            label=N_("Timeline"),
            title=N_("The whole way"),
            hint=N_("With the letters that may be read, or the steps."),
            letters=3,
            with_letters=120,
            with_long_words=20,
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

    def attributes(self) -> dict[str, str]:
        """The same as the attributes of an element, which always names its theme and its size."""
        return {name: value for name, value in asdict(self).items() if value}


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
