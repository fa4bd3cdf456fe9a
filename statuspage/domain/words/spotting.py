"""Where in a text wanted words stand, found without folding all of it.

In a piece of plain ASCII, folding only makes letters small, so one regular expression finds the words. Of all else each
word is folded, but only in pieces in which one of the forms can be at all.
"""

import re
from collections.abc import Iterator
from unicodedata import normalize

import regex

from statuspage.domain.words.folding import PLAIN
from statuspage.domain.words.segments import ALIKE, LONGEST, segments

_PIECE, _OVERLAP = 600, 48  # signs; a word of so many, or a pair, stands whole in one of two pieces
_NO_LETTER = regex.compile(r"[^\p{L}\p{N}]+|\u0640+")  # \u0640 only draws an Arabic word longer
_ROUGHLY = PLAIN | ALIKE
Span = tuple[int, int]


class Spotter:
    """Finds words that have one of the ``whole`` forms, or begin as one of the ``begun``."""

    def __init__(self, whole: frozenset[str], begun: tuple[str, ...]) -> None:
        self._whole, self._begun = whole, begun
        self._pattern = _pattern(whole, begun)
        self._rough = {_rough(form) for form in (*whole, *begun)}
        self._has_digits = not all(form.isalpha() for form in self._rough)  # which are alike in any script

    def spot(self, text: str) -> Iterator[Span]:
        """Where in this text they are, in their order; in a script without spaces they may lie over one another."""
        if text.isascii():
            return (found.span() for found in self._pattern.finditer(text))
        return (
            (one.start, one.end)
            for one in segments(text)
            if not self._whole.isdisjoint(one.forms) or any(form.startswith(self._begun) for form in one.forms)
        )

    def first(self, text: str) -> Span | None:
        """Where the first of them is; None where there is none."""
        if text.isascii():
            found = self._pattern.search(text)
            return found.span() if found else None
        for start, end in _pieces(text):
            piece = text[start:end]
            if self._may_be_in(piece) and (hit := next(self.spot(piece), None)):
                return start + hit[0], start + hit[1]
        return None

    def _may_be_in(self, piece: str) -> bool:
        if piece.isascii() or self._has_digits:
            return True
        known = _rough(piece)
        return any(form in known for form in self._rough)


def _pieces(text: str) -> Iterator[Span]:
    """The text in pieces that end between two words; where there is no space for long, they overlap."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        space = text.rfind(" ", start, end) if end < len(text) else -1
        yield start, space if space > start else end
        start = space if space > start else end - _OVERLAP if end < len(text) else end


def _pattern(whole: frozenset[str], begun: tuple[str, ...]) -> re.Pattern[str]:
    """Finds these words in ASCII; one as long as is compared of any word may go on."""
    ends = dict.fromkeys(whole, "(?![0-9a-z])") | dict.fromkeys(begun, "[0-9a-z]*")
    found = [f"{form}{'[0-9a-z]*' if len(form) >= LONGEST else end}" for form, end in ends.items() if form.isascii()]
    return re.compile(f"(?<![0-9a-z])(?:{'|'.join(found)})" if found else "(?!)", re.ASCII | re.IGNORECASE)


def _rough(text: str) -> str:
    """Nothing but its letters and numbers, folded so far that whatever is alike to ``segments`` is alike here."""
    known = normalize("NFKD", normalize("NFKD", text.casefold()).casefold().translate(_ROUGHLY))
    return str(_NO_LETTER.sub("", known))
