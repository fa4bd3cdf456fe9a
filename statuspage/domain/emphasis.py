"""The marks within one line of a letter: emphasis, code, links. A sign that marks nothing stays where it was typed."""

import html
import re
from typing import NamedTuple

from statuspage.domain import linking

_MARKS = {
    "***": ("<strong><em>", "</em></strong>"),
    "**": ("<strong>", "</strong>"),
    "*": ("<em>", "</em>"),
    "_": ("<em>", "</em>"),
    "~~": ("<s>", "</s>"),
}
_MARK = re.compile(r"(?<!\*)\*{1,3}(?!\*)|(?<!_)_(?!_)|(?<!~)~~(?!~)")
# A mark begins or ends something only at the edge of words: 5*3*2, valve_2_b and (*) are what they are.
_BEFORE = re.compile(r"(?:^|[\s\"'“‘„«‹(\[{—–>¿¡*_~،。，、！？：（「])$")
_AFTER = re.compile(r"(?:[*_~\"'”’“»›)\]}.,;:!?…،؛؟。，、！？；：）」]{0,9})(?=[\s—–]|$|(?<=[،。，、！？；：）」]))")
_BEGINS = re.compile(r"[^\s.,;:!?)\]}…\\]")
_ENDS = re.compile(r"[^\s(\[{\\]")

_CODE = r"(?<![\w`])(?P<ticks>`{1,3})(?!`)(?P<code>[^\n]{1,300}?)(?<!`)(?P=ticks)(?![\w`])"
_LINK = (
    r"(?<!!)\[(?P<words>[^\[\]\n]{1,300})\]"
    r"\((?P<to>(?:https?://[^\W_]|mailto:[^\W_]|tel:\+?[0-9])[^\s<>()\"\\]{0,2000}(?:\([^\s<>()\"\\]{0,200}\)[^\s<>()\"\\]{0,200})?)\)"
)
_HELD = re.compile(f"{_CODE}|{_LINK}", re.IGNORECASE)


class _Piece(NamedTuple):
    """From here to there in the line stands this, in HTML."""

    start: int
    end: int
    html: str


def emphasised(line: str) -> str:
    """HTML for one line. What is seen of it is what was typed, but for the pairs of marks that mean something."""
    pieces = _held(line)
    taken = bytearray(len(line))
    for piece in pieces:
        taken[piece.start : piece.end] = b"\1" * (piece.end - piece.start)
    for found in linking.find(line):
        if not any(taken[found.start : found.end]):
            pieces.append(_Piece(found.start, found.end, linking.link(found, line[found.start : found.end])))
            taken[found.start : found.end] = b"\1" * (found.end - found.start)
    return _filled(line, sorted(pieces + _marks(line, taken)))


def _held(line: str) -> list[_Piece]:
    """Code, which is shown to the letter, and words that lead somewhere."""
    found = []
    for match in _HELD.finditer(line):
        if match["code"]:
            told = f'<code dir="ltr">{html.escape(match["code"])}</code>'
        else:
            words = _filled(match["words"], _marks(match["words"], bytearray(len(match["words"]))))
            told = f'<a href="{html.escape(match["to"])}" rel="{linking.REL}">{words}</a>'
        found.append(_Piece(match.start(), match.end(), told))
    return found


def _marks(line: str, taken: bytearray) -> list[_Piece]:
    """Pairs of marks; whatever has no partner, or crosses another pair, is text."""
    found: list[_Piece] = []
    opened: list[tuple[int, str]] = []
    for match in _MARK.finditer(line):
        mark, start = match[0], match.start()
        if taken[start]:
            continue
        if _closes(line, match) and any(mark == other for _, other in opened[-9:]):
            while opened[-1][1] != mark:
                opened.pop()
            begun, _ = opened.pop()
            begin, end = _MARKS[mark]
            found += [_Piece(begun, begun + len(mark), begin), _Piece(start, match.end(), end)]
        elif _opens(line, match):
            opened.append((start, mark))
    return sorted(found)


def _opens(line: str, mark: re.Match[str]) -> bool:
    before = line[max(mark.start() - 1, 0) : mark.start()]
    return bool(_BEFORE.match(before) and _BEGINS.match(line, mark.end()))


def _closes(line: str, mark: re.Match[str]) -> bool:
    before = line[max(mark.start() - 1, 0) : mark.start()]
    return bool(_ENDS.fullmatch(before) and _AFTER.match(line, mark.end()))


def _filled(line: str, pieces: list[_Piece]) -> str:
    told, at = [], 0
    for piece in pieces:
        told += [html.escape(line[at : piece.start]), piece.html]
        at = piece.end
    return "".join([*told, html.escape(line[at:])])
