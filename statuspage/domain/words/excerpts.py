"""The words around what was found, in their original spelling, with what was looked for apart."""

from dataclasses import dataclass
from itertools import chain

from statuspage.domain.words.wanted import Wanted

LENGTH = 180  # signs
_BEFORE = 60  # signs that stand before the first hit


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a text; ``is_hit`` says that it was looked for."""

    text: str
    is_hit: bool


def excerpt(text: str, wanted: Wanted) -> tuple[Fragment, ...]:
    """A line of the text around the first of the wanted words, or its beginning where none of them is in it."""
    line = " ".join(text.split())
    marked = wanted.marked(line)
    first = next(marked, None)
    start = _start(line, first[0]) if first else 0
    end = _end(line, max(start + LENGTH, first[1] if first else 0))
    pieces, at = [Fragment("… ", False)] if start else [], start
    for begin, behind in chain([first] if first else [], marked):
        if behind > end:
            break
        pieces += [Fragment(line[at:begin], False), Fragment(line[begin:behind], True)]
        at = behind
    pieces.append(Fragment(line[at:end] + (" …" if end < len(line) else ""), False))
    return tuple(piece for piece in pieces if piece.text)


def _start(line: str, hit: int) -> int:
    """Some signs before the hit, at the beginning of a word if there is one."""
    if hit <= _BEFORE:
        return 0
    space = line.find(" ", hit - _BEFORE, hit)
    return space + 1 if space >= 0 else hit - _BEFORE


def _end(line: str, end: int) -> int:
    if end >= len(line):
        return len(line)
    space = line.rfind(" ", end - 30, end)
    return space if space >= 0 else end
