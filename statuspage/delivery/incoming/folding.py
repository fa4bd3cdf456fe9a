"""Words as they count, however they are typed, and what the spellings of a language make of them."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from statuspage.delivery.incoming.spellings import ENGLISH, LANGUAGES, Spellings

LONGEST = 120  # characters of a line that may tell us to do something; a longer one never does

# What Arabic writes in two ways: the last letters of a word, and the stretching of letters.
_ALIKE = str.maketrans({"ى": "ي", "ة": "ه", "\u0640": None, "’": " ", "'": " "})
_UNSEEN = ("Mn", "Me", "Cf", "Cc")  # accents and vowel signs, marks that point a way, and other invisible signs


def folded(typed: str) -> str:
    """The same words without capitals, accents and invisible signs, with single blanks and ASCII digits."""
    plain = unicodedata.normalize("NFKD", " ".join(typed.split()).casefold()).translate(_ALIKE)
    seen = (sign for sign in plain if unicodedata.category(sign) not in _UNSEEN)
    return " ".join("".join(str(unicodedata.decimal(sign, sign)) for sign in seen).split())


def spellings(language: str) -> Spellings:
    """The spellings of this language ("de", "de_AT"), or those of English, which everybody may write."""
    return LANGUAGES.get(language.replace("-", "_").partition("_")[0].lower(), ENGLISH)


@cache
def beginnings(language: str) -> Mapping[str, str]:
    """What may stand before the colon of a line, as folded words, and what that is."""
    return _turned(ENGLISH.begins) | _turned(spellings(language).begins)


@cache
def steps(language: str) -> Mapping[str, str]:
    """The steps that may be set, by their folded names."""
    return _turned(ENGLISH.steps) | _turned(spellings(language).steps)


@cache
def questions(language: str) -> frozenset[str]:
    """The ways to ask whether it is solved, folded and without their mark."""
    return frozenset(folded(one) for said in (ENGLISH, spellings(language)) for one in said.asks.split("|"))


@cache
def _times(language: str) -> Mapping[str, str]:
    return _turned(ENGLISH.times) | _turned(spellings(language).times)


def time_words(words: Sequence[str], language: str) -> list[str] | None:
    """These folded words under the names that times have in our table, the longest spelling first; None if one has no
    name there. What has no letter stays as it is.
    """
    names, found, here = _times(language), [], 0
    while here < len(words):
        length = next((n for n in (4, 3, 2, 1) if " ".join(words[here : here + n]) in names), 0)
        if not length and any(sign.isalpha() for sign in words[here]):
            return None
        found.append(names[" ".join(words[here : here + length])] if length else words[here])
        here += length or 1
    return [name for name in found if name]


def _turned(table: Mapping[str, str]) -> dict[str, str]:
    """From each folded spelling to its name."""
    return {folded(one): name for name, spelt in table.items() for one in spelt.split("|")}
