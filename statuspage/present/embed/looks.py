"""The looks that a card can have, and what an address may say of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from werkzeug.exceptions import BadRequest

THEMES = ("light", "dark", "auto")
# CSS pixels that are kept free for a frame; static/js/widget.js has them too.
HEIGHTS = {"card": 284, "compact": 112, "timeline": 540}
# Of a plain frame, which cannot grow: room for a phone, and for a language that takes more words.
FRAMES = {"card": 320, "compact": 132, "timeline": 570}
SIZES = tuple(HEIGHTS)


class UnknownLookError(BadRequest):
    """A look that there is not; the description says which there are, and nothing of what was asked."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a card looks and speaks. ``lang`` "" is the customer's language, ``accent`` "" the company's colour."""

    theme: str = "auto"
    size: str = "card"
    lang: str = ""
    accent: str = ""

    def query(self) -> dict[str, str]:
        """What an address has to say of it: only what is not so by itself."""
        plain = asdict(Look())
        return {name: value for name, value in asdict(self).items() if value != plain[name]}


def read_look(query: Mapping[str, str], languages: Sequence[str]) -> Look:
    """The look that a query asks for, in one of these languages; whatever else stands in it is no matter."""
    plain = Look()
    return Look(
        theme=one_of(query, "theme", (plain.theme, *THEMES)),
        size=one_of(query, "size", (plain.size, *SIZES)),
        lang=one_of(query, "lang", languages) if query.get("lang") else "",
        accent=accent(query),
    )


def one_of(query: Mapping[str, str], name: str, offered: Sequence[str]) -> str:
    """What a query says of one thing; the first of what is offered when it says nothing."""
    chosen = query.get(name, offered[0])
    if chosen not in offered:
        raise UnknownLookError(f"{name} is one of: {', '.join(dict.fromkeys(offered))}.")
    return chosen


def accent(query: Mapping[str, str]) -> str:
    """The colour that a query asks for, in lower case; "" for none."""
    said = query.get("accent", "").lower()
    if not re.fullmatch(r"([0-9a-f]{6})?", said, re.ASCII):
        raise UnknownLookError("accent is a colour of six hexadecimal digits without #, such as 0b6b5d.")
    return said
