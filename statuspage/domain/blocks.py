"""The blocks of a letter: paragraphs, lists, quotes, code and headings, each with a direction of its own.

Whatever only looks like one of them stays a line of text: one dash is a signature, 1986. a year, --- a line.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import takewhile
from typing import NamedTuple
from unicodedata import bidirectional

from statuspage.domain.emphasis import emphasised

DEEPEST = 6  # quotes and lists within each other; what lies deeper shows its marks, and keeps its words
_FENCE = re.compile(r" {0,3}(`{3,})[ \t]*[\w+#.-]{0,20}[ \t]*")
_FENCE_END = re.compile(r" {0,3}(`{3,})[ \t]*")
_QUOTED = re.compile(r" {0,3}>(?=[ >]|[^\W\d]|$) ?")
_ITEM = re.compile(r"( {0,3})(?:(?P<dot>\*)[ \t]+|(?P<dash>-)[ \t]+(?!\d)|(?P<number>[1-9][0-9]{0,2})\. +)(?=\S)")
_BLOCK = re.compile(f"{_ITEM.pattern}|{_QUOTED.pattern}|{_FENCE.pattern}$")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?=[^\W\d_]|[\"“„«*])")


class _Block(NamedTuple):
    """A block in HTML, and the number of the line after it."""

    html: str
    after: int


def blocks(lines: list[str], depth: int = 0) -> Iterator[str]:
    """The blocks that these lines make, in HTML."""
    text: list[str] = []
    fences = [at for at, line in enumerate(lines) if _FENCE_END.fullmatch(line)]
    at = 0
    while at < len(lines):
        found = _code(lines, at, fences) or (_nested(lines, at, depth) if depth < DEEPEST else None)
        found = found or (_heading(lines, at) if not text else None)
        if found or not lines[at].strip():
            yield from _paragraph(text)
            text = []
        if found:
            yield found.html
        elif lines[at].strip():
            text.append(lines[at])
        at = found.after if found else at + 1
    yield from _paragraph(text)


def _paragraph(text: list[str]) -> Iterator[str]:
    if text:
        yield f'<p dir="auto">{"<br>".join(emphasised(line) for line in text)}</p>'


def _nested(lines: list[str], at: int, depth: int) -> _Block | None:
    return _quote(lines, at, depth) or _list(lines, at, depth)


def _code(lines: list[str], at: int, fences: list[int]) -> _Block | None:
    """What stands between two lines of at least three backticks, to the letter."""
    begin = _FENCE.fullmatch(lines[at])
    if begin is None:
        return None
    below = (fences[later] for later in range(bisect_right(fences, at), len(fences)))
    end = next((end for end in below if lines[end].count("`") >= len(begin[1])), None)
    if end is None:
        return None
    inside = html.escape("\n".join(lines[at + 1 : end]))
    return _Block(f'<pre dir="ltr"><code>{inside}\n</code></pre>', end + 1)


def _quote(lines: list[str], at: int, depth: int) -> _Block | None:
    """Lines that begin with >. The first line without it is outside, and so is a lone “>5 mm”."""
    inside, end = [], at
    while end < len(lines) and (mark := _QUOTED.match(lines[end])):
        inside.append(lines[end][mark.end() :])
        end += 1
    words = "".join(inside).strip()
    if not words or (len(inside) == 1 and words[0].isdecimal()):
        return None
    within = "".join(blocks(inside, depth + 1))
    return _Block(f"<blockquote{_direction(inside)}>{within}</blockquote>", end)


def _list(lines: list[str], at: int, depth: int) -> _Block | None:
    """At least two items with the same mark, one below the other; a number stays the number that was typed."""
    first = _ITEM.match(lines[at])
    items: list[tuple[str, list[str]]] = []
    end = at
    while first and end < len(lines):
        item = _ITEM.match(lines[end])
        if item and item[1] == first[1] and item.lastgroup == first.lastgroup:
            items.append((item["number"] or "", [lines[end][item.end() :]]))
        elif items and lines[end].strip() and len(lines[end]) - len(lines[end].lstrip()) > len(first[1]) + 1:
            items[-1][1].append(_dedented(lines[end], len(first[0])))
        else:
            break
        end += 1
    if len(items) < 2:
        return None
    told = "".join(_told(number, inside, depth) for number, inside in items)
    tag = f'ol start="{items[0][0]}"' if items[0][0] else "ul"
    return _Block(f"<{tag}{_direction([line for _, inside in items for line in inside])}>{told}</{tag[:2]}>", end)


def _told(number: str, inside: list[str], depth: int) -> str:
    """One item; its words stand in it directly, what else it has follows in blocks."""
    own = [inside[0], *takewhile(lambda line: not _BLOCK.match(line), inside[1:])]
    words = "<br>".join(emphasised(line) for line in own)
    value = f' value="{number}"' if number else ""
    return f'<li{value} dir="auto">{words}{"".join(blocks(inside[len(own) :], depth + 1))}</li>'


def _dedented(line: str, most: int) -> str:
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(blanks, most) :] if blanks else line[1:]


def _heading(lines: list[str], at: int) -> _Block | None:
    """A line with # before it that stands alone: “#5 is broken” is none, and neither is the first line of many."""
    mark = _HEADING.match(lines[at])
    alone = mark and (at == 0 or not lines[at - 1].strip()) and (at + 1 == len(lines) or not lines[at + 1].strip())
    return _Block(f'<h3 dir="auto">{emphasised(lines[at][mark.end() :])}</h3>', at + 1) if mark and alone else None


def _direction(lines: list[str]) -> str:
    """The direction of a block of blocks, by its first letter: “auto” does not look into blocks with their own."""
    strong = next((way for line in lines for sign in line if (way := bidirectional(sign)) in ("L", "R", "AL")), "")
    return f' dir="{"ltr" if strong == "L" else "rtl"}"' if strong else ""
