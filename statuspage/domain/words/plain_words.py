"""A text cut into its words with their places in it, each as it is compared: without capitals, accents, apostrophes.

It takes one pass, whatever was typed. In scripts without spaces each sign is a word.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

from statuspage.domain.words.segments import RUN, plain

STOP = "."  # the form of whatever ends a sentence, and of an empty line
_CUT = regex.compile(
    rf"(?P<stop>[.!?…؟۔。！？;؛]+|\n[^\S\n]*\n)"
    rf"|[{RUN}][\p{{M}}\p{{Cf}}]*"
    rf"|[[\p{{L}}\p{{N}}]--[{RUN}]](?:[[\p{{L}}\p{{N}}\p{{M}}\p{{Cf}}]--[{RUN}]]|['’‘ʼ´`＇](?=\p{{L}}))*",
    regex.V1,
)


class PlainWord(NamedTuple):
    """What ``text[start:end]`` is compared as: the ``form`` of a word, or ``STOP``."""

    start: int
    end: int
    form: str


def plain_words(text: str) -> Iterator[PlainWord]:
    """The words of a text and what ends its sentences, from its beginning to its end."""
    for found in _CUT.finditer(text):
        form = STOP if found["stop"] else plain(found.group())
        if form:
            yield PlainWord(found.start(), found.end(), form)


def forms(text: str) -> list[str]:
    """The words of a text as they are compared."""
    return [word.form for word in plain_words(text) if word.form != STOP]
