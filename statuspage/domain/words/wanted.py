"""What somebody looks for, as they typed it: words that must all be there, each perhaps only begun, and phrases."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from statuspage.domain.errors import N_, Refused
from statuspage.domain.words.segments import Segment, digits, numbers, segments
from statuspage.domain.words.spotting import Span, Spotter

LONGEST = 200  # signs that are looked for
MOST_WORDS = 16  # words
_BEGUN = 3  # signs of a word from which on it may be only begun
_SYLLABLES = regex.compile(r"\p{Hangul}{2}")  # Korean has more in each sign, and more behind each word
_QUOTED = regex.compile(r"[\"“”„«»「」]([^\"“”„«»「」]+)[\"“”„«»「」]")
_NUMBER = regex.compile(r"[\d\s()+./–-]*\d[\d\s()+./–-]*")  # as people type it, however little


@dataclass(frozen=True, slots=True)
class Term:
    """One word in each of its forms, of which one must be there; ``is_begun`` says that more may follow it."""

    forms: tuple[str, ...]
    is_begun: bool


@dataclass(frozen=True)
class Wanted:
    """``terms`` must all be there, and ``phrases`` word for word. ``number`` are the digits of what is only a number,
    without the zeros of dialling, "" for all else.
    """

    terms: tuple[Term, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    number: str = ""

    @cached_property
    def _spotter(self) -> Spotter:
        whole = frozenset(form for term in self.terms if not term.is_begun for form in term.forms)
        return Spotter(whole, tuple(form for term in self.terms if term.is_begun for form in term.forms))

    def meets(self, text: str) -> bool:
        """Whether each phrase stands in this text, as it was quoted."""
        return not self.phrases or all(_stands(phrase, list(_wholes(segments(text)))) for phrase in self.phrases)

    def marked(self, text: str) -> Iterator[Span]:
        """Where in this text the wanted words are, in the order of the text, none over another."""
        start, end = -1, -1
        for begin, behind in self._hits(text):
            if begin < end:
                end = max(end, behind)
                continue
            if end > 0:
                yield start, end
            start, end = begin, behind
        if end > 0:
            yield start, end

    def first(self, text: str) -> Span | None:
        """Where in this text the first of the wanted words is; None where there is none."""
        return next(self.marked(text), None) if self.number else self._spotter.first(text)

    def _hits(self, text: str) -> Iterator[Span]:
        hits = self._spotter.spot(text)
        if not self.number:
            return hits
        found = (number.span() for number in numbers(text) if self.number in digits(number.group()))
        return iter(sorted([*hits, *found]))


def wanted(typed: str) -> Wanted | None:
    """What is looked for; None where nothing was typed. Refused where there is no word in it, or too much."""
    if not typed.strip():
        return None
    if len(typed) > LONGEST:
        raise Refused(
            "q",
            N_("This is %(length)s characters long; %(limit)s is the most that we look for. A few words are enough."),
            length=len(typed),
            limit=LONGEST,
        )
    terms = dict.fromkeys(_terms(typed))
    if not terms:
        raise Refused("q", N_("There is no word in this. Write part of a word, a name, a mail address or a number."))
    if len(terms) > MOST_WORDS:
        raise Refused("q", N_("These are more than %(most)s words. A few of them are enough."), most=MOST_WORDS)
    number = digits(typed).lstrip("0") or "0" if _NUMBER.fullmatch(typed) else ""
    phrases = (tuple(_wholes(segments(quoted.group(1)))) for quoted in _QUOTED.finditer(typed))
    return Wanted(tuple(terms), tuple(phrase for phrase in phrases if len(phrase) > 1), number)


def _terms(typed: str) -> Iterator[Term]:
    quoted = [found.span() for found in _QUOTED.finditer(typed)]
    pieces = list(segments(typed))
    for at, piece in enumerate(pieces):
        if piece.is_run and _has_pair(pieces, at):
            continue
        is_whole = piece.is_run or any(start <= piece.start < end for start, end in quoted)
        may_go_on = len(piece.forms[0]) >= _BEGUN or _SYLLABLES.match(piece.forms[0]) is not None
        yield Term(piece.forms, may_go_on and not is_whole)


def _has_pair(pieces: list[Segment], at: int) -> bool:
    """Whether this is one sign of a run of which there are pairs: these say more."""
    one = pieces[at]
    return any(
        other.is_run and other.start <= one.start and one.end <= other.end and other != one
        for other in pieces[max(at - 2, 0) : at + 2]
    )


def _wholes(pieces: Iterator[Segment]) -> Iterator[str]:
    """The words and signs of a text without its pairs, as a phrase is compared."""
    last = -1
    for piece in pieces:
        if not piece.is_run or piece.start != last:
            yield piece.forms[0]
        last = piece.start if piece.is_run else -1


def _stands(phrase: tuple[str, ...], words: list[str]) -> bool:
    return any(tuple(words[at : at + len(phrase)]) == phrase for at in range(len(words) - len(phrase) + 1))
