"""How much of a letter is its draft's: a draft helps to begin, and goes out only once somebody has made it theirs.

Words are compared, not signs: capitals, accents, commas, spaces and the order of sentences make no difference, nor does
the draft itself, laid in twice. What a place was filled in with is the draft's; what its writer says there is theirs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from statuspage.domain.markdown import between_places
from statuspage.domain.words.plain_words import forms

_RUN = 3  # words in a row that stand in both are the draft's
_LEAST, _MOST = 4, 20  # different words of one's own that a letter from a draft needs
_EACH = 4  # ... one for so many of the draft's
_FROM_IT = 12  # words of a draft in a letter that is from it, however long the draft is
_Runs = frozenset[tuple[str, ...]]
_NONE: _Runs = frozenset()


@dataclass(frozen=True, slots=True)
class Alike:
    """How many percent of the letter are the draft's (``same``), and how many of the draft are in the letter (``has``).

    ``wanting`` is how many words of its writer's own are wanting still, 0 for none.
    """

    same: int
    has: int
    wanting: int


def compare(letter: str, draft: str, told: Iterable[str] = ()) -> Alike:
    """Compare a letter with a draft, whose places are filled in as far as they are known.

    ``told`` are texts that are nobody's own words, such as the customer's name.
    """
    return compare_words(forms(letter), draft, told)


def compare_words(written: Sequence[str], draft: str, told: Iterable[str] = ()) -> Alike:
    """The same for a letter that is cut into its words already, as many drafts are compared with it."""
    pieces = [piece for piece in map(forms, between_places(draft)) if piece]
    total = sum(map(len, pieces))
    if not (written and total):
        return Alike(0, 0, 0)
    theirs = frozenset(run for piece in pieces for run in _runs(piece))
    lengths = {len(run) for run in theirs}
    both = _NONE.union(*(theirs & _all_runs(tuple(written), length) for length in lengths))
    if not both and total >= _RUN:
        return Alike(0, 0, 0)
    kept = sum(sum(_covered(piece, both)) for piece in pieces)
    nobodys = {form for text in told for form in forms(text)}
    said = set(written) - nobodys
    if not kept and total < _RUN and said and said <= {form for piece in pieces for form in piece}:
        return Alike(100, 100, _LEAST)  # a draft of a word or two has no run
    own = {form for form, is_drafts in zip(written, _covered(written, both), strict=True) if not is_drafts}
    own -= nobodys.union(*(piece for piece in pieces if len(piece) == 1))  # a word between two places is no run either
    return Alike(100 * kept // (kept + len(own)) if kept else 0, 100 * kept // total, _wanting(kept, total, len(own)))


def _wanting(kept: int, total: int, own: int) -> int:
    is_from_it = kept and (2 * kept >= total or kept >= _FROM_IT)
    return max(0, min(max(_LEAST, kept // _EACH), _MOST) - own) if is_from_it else 0


def _runs(words: Sequence[str], length: int = 0) -> Iterator[tuple[str, ...]]:
    """All runs of so many words; of as many as a run has, or of all where there are fewer."""
    length = length or min(_RUN, len(words))
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1)) if length > 1 else iter(())


@lru_cache(maxsize=8)
def _all_runs(words: tuple[str, ...], length: int) -> _Runs:
    """The runs of one letter, which are asked for with each draft."""
    return frozenset(_runs(words, length))


def _covered(words: Sequence[str], runs: _Runs) -> list[bool]:
    """Which of these words stand in one of the runs."""
    covered = [False] * len(words)
    for length in {len(run) for run in runs}:
        for at in range(len(words) - length + 1):
            if tuple(words[at : at + length]) in runs:
                covered[at : at + length] = [True] * length
    return covered
