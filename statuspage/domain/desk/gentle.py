"""The gentle reader: where in a letter phrases stand that may hurt. It marks them, and keeps no letter from leaving.

Phrases are compared by their words: capitals, accents, apostrophes, spaces and line breaks make no difference, and no
phrase reaches over the end of a sentence that is not its own. All phrases are found in one pass over the letter, on
the automaton of Aho and Corasick (Communications of the ACM 18, 1975), so that no list makes it slow.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from statuspage.domain.words.plain_words import STOP, PlainWord, plain_words

_NETS = 16  # lists that are kept as automata, each for the letters in one language
_Key = tuple[str, ...]


class Hurt(NamedTuple):
    """A phrase stands at ``text[start:end]``: the one by this key."""

    start: int
    end: int
    key: int


class _Node:
    """A beginning of phrases: which word leads on where, where to go on when none does, and what has ended here."""

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.back: _Node = self
        self.ended: tuple[int, int] | None = None  # the longest phrase that ends here: its key, and its words


def read_gently(text: str, phrases: Mapping[int, str]) -> list[Hurt]:
    """Where these phrases stand in the text, from its beginning to its end; of two that overlap the first, the longer.

    Positions count code points.
    """
    found: list[Hurt] = []
    for hurt in sorted(_every(text, _net(tuple(phrases.items()))), key=lambda one: (one.start, -one.end)):
        if not found or hurt.start >= found[-1].end:
            found.append(hurt)
    return found


def in_place(instead: str, words: str) -> str:
    """What is written in the place of these words: with a capital where they have one, and it stands at a beginning."""
    return instead[:1].upper() + instead[1:] if words[:1].isupper() and not words.isupper() else instead


def key_of(phrase: str) -> _Key:
    """The words of a phrase as they are compared, with the ends of sentences between them; () where it has none."""
    forms = [word.form for word in _words(phrase)]
    while forms and forms[0] == STOP:
        del forms[0]
    return tuple(forms[:-1] if forms[-1:] == [STOP] else forms)


def _every(text: str, net: _Node) -> Iterator[Hurt]:
    """The longest phrase that ends with each word."""
    words, node = list(_words(text)), net
    for at, word in enumerate(words):
        while node is not net and word.form not in node.next:
            node = node.back
        node = node.next.get(word.form, net)
        if node.ended is not None:
            key, length = node.ended
            yield Hurt(words[at - length + 1].start, word.end, key)


def _words(text: str) -> Iterator[PlainWord]:
    """The words; however a sentence ends, it ends once."""
    before = ""
    for word in plain_words(text):
        if not word.form == before == STOP:
            yield word
        before = word.form


@lru_cache(maxsize=_NETS)
def _net(phrases: tuple[tuple[int, str], ...]) -> _Node:
    net = _Node()
    for key, phrase in phrases:
        node, words = net, key_of(phrase)
        for form in words:
            node = node.next.setdefault(form, _Node())
        if words and node.ended is None:
            node.ended = key, len(words)
    for node in net.next.values():
        node.back = net
    waiting = deque(net.next.values())
    while waiting:
        node = waiting.popleft()
        for form, child in node.next.items():
            child.back = _back(net, node, form)
            child.ended = child.ended or child.back.ended
            waiting.append(child)
    return net


def _back(net: _Node, node: _Node, form: str) -> _Node:
    """Where the longest beginning lies with which what leads to the node, and this word, end."""
    at = node.back
    while at is not net and form not in at.next:
        at = at.back
    return at.next.get(form, net)
