"""The words around what was found, in their original spelling, with what was looked for apart."""

from typing import NamedTuple

from statuspage.domain.words.wanted import Wanted

LENGTH = 180  # signs
_BEFORE = 60  # signs that stand before the first hit
_WINDOW = 400  # signs on either side that are looked at, some of them spaces


class Fragment(NamedTuple):
    """A piece of a text; ``is_hit`` says that it was looked for."""

    text: str
    is_hit: bool


def excerpt(text: str, wanted: Wanted) -> tuple[Fragment, ...]:
    """A line of the text around the first of the wanted words, or its beginning where none of them is in it."""
    hit = wanted.first(text) or (0, 0)
    line, at = _line_around(text, hit)
    start = _start(line, at)
    end = _end(line, max(start + LENGTH, at + hit[1] - hit[0]))
    pieces = [Fragment("… ", False)] if start or hit[0] - _WINDOW > 0 else []
    done = start
    for begin, behind in wanted.marked(line[at:end]):
        pieces += [Fragment(line[done : at + begin], False), Fragment(line[at + begin : at + behind], True)]
        done = at + behind
    is_cut = end < len(line) or hit[1] + _WINDOW < len(text)
    pieces.append(Fragment(line[done:end] + (" …" if is_cut else ""), False))
    return tuple(piece for piece in pieces if piece.text)


def _line_around(text: str, hit: tuple[int, int]) -> tuple[str, int]:
    """What stands around this hit, on one line, and where in it the hit begins."""
    before = text[max(0, hit[0] - _WINDOW) : hit[0]]
    line = " ".join(before.split())
    if line and before[-1].isspace():
        line += " "
    behind = text[hit[0] : hit[1] + _WINDOW]
    return line + " ".join(behind.split()), len(line)


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
