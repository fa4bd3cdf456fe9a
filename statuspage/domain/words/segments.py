"""A text cut into what can be found of it: its words, folded, and pairs of signs where a script has no spaces.

One function does it to what was written and to what is looked for, so that the two meet. Nothing of it depends on the
database. Runs of signs without spaces (Chinese, Japanese, Thai, Khmer, Lao, Burmese) become each sign, and each pair.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from statuspage.domain.words.folding import folded

LONGEST = 40  # signs of a word; of a longer one the beginning counts
_SHORTEST_NUMBER = 5  # digits by which the end of a telephone number is found
_LONGEST_NUMBER = 16  # digits (E.164 has 15, and an exit code may stand before them)

RUN = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u30fc\uff70"
_CUT = regex.compile(
    rf"(?P<run>[{RUN}][{RUN}\p{{M}}\p{{Cf}}]*)"
    rf"|(?P<word>[[\p{{L}}\p{{N}}]--[{RUN}]][[\p{{L}}\p{{N}}\p{{M}}\p{{Cf}}]--[{RUN}]]*)",
    regex.V1,
)
_SIGN = regex.compile(r"[^\p{M}\p{Cf}][\p{M}\p{Cf}]*")  # a sign, with the marks that belong to it
_NO_WORD = regex.compile(r"[^\p{L}\p{N}\p{M}]|\u0640")  # \u0640 only draws an Arabic word longer
_NUMBER = regex.compile(r"(?<![\p{L}\p{N}])\+?\(?\d[\d\s()./–-]{3,24}\d(?![\p{L}\p{N}])")
_ARTICLE = regex.compile(r"[وفبك]?ال(?=.{3})|لل(?=.{3})")
# Letters that people type for one another: of Persian and Urdu keyboards, and at the ends of Arabic words.
ALIKE = str.maketrans({"ى": "ي", "ی": "ي", "ې": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ە": "ه", "ھ": "ه", "ہ": "ه"})


class Segment(NamedTuple):
    """What can be found of ``text[start:end]``: a word in each of its forms, or of a run one sign or one pair."""

    start: int
    end: int
    forms: tuple[str, ...]
    is_run: bool = False


def segments(text: str) -> Iterator[Segment]:
    """Everything of a text that can be found, from its beginning to its end; pairs of a run lie over one another."""
    for found in _CUT.finditer(text):
        if found.lastgroup == "run":
            yield from _pairs(found.group(), found.start())
        elif forms := _forms(found.group()):
            yield Segment(found.start(), found.end(), forms)


def tokens(text: str) -> list[str]:
    """Everything by which a text is found, each once: its words, its pairs, and the ends of its telephone numbers."""
    found = dict.fromkeys(form for segment in segments(text) for form in segment.forms)
    for number in numbers(text):
        found |= dict.fromkeys(endings(digits(number.group())))
    return list(found)


def numbers(text: str) -> "Iterator[regex.Match[str]]":
    """Where in a text telephone numbers stand, or what looks like one."""
    return iter(_NUMBER.finditer(text))


def endings(number: str, shortest: int = _SHORTEST_NUMBER) -> list[str]:
    """The ends of a number, the number itself first: it is found by any of its digits, with what is before or not."""
    if len(number) > _LONGEST_NUMBER:
        return []
    return [number[at:] for at in range(len(number) - shortest + 1)]


def digits(text: str) -> str:
    """The decimal digits of a text, of any script, as ASCII has them."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def _pairs(run: str, start: int) -> Iterator[Segment]:
    signs = [
        (start + sign.start(), start + sign.end(), form)
        for sign in _SIGN.finditer(run)
        if (form := plain(sign.group()))
    ]
    for at, (begin, end, form) in enumerate(signs):
        yield Segment(begin, end, (form,), is_run=True)
        if at + 1 < len(signs):
            yield Segment(begin, signs[at + 1][1], (form + signs[at + 1][2],), is_run=True)


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, ...]:
    """A word as it is compared; of an Arabic one also without the article that is written as its beginning."""
    form = plain(word)
    bare = _ARTICLE.match(form)
    return (form, form[bare.end() :]) if bare else (form,) if form else ()


def forget_words() -> None:
    """Keep no word in memory that was cut before."""
    _forms.cache_clear()
    plain.cache_clear()


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """A word as it is compared; "" where nothing of it says anything."""
    form = folded(word)
    if form.isascii() and form.isalnum():
        return form[:LONGEST]
    form = _NO_WORD.sub("", form).translate(ALIKE)
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in form)[:LONGEST]
