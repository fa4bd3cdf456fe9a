"""What the writer of a mail says in it: their words, without what is quoted and without the signature.

Nothing is left out on a mere suspicion. Quotes that a program made are known by their element or by the line above
them; what a person put behind ">" among their own words stays, and so do the words between quotes and below them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import groupby
from textwrap import dedent

from statuspage.delivery.incoming.heads import is_head_of_quote
from statuspage.delivery.incoming.lines import Standing, WrittenLine, clean, written
from statuspage.delivery.incoming.our_mail import below_our_mail
from statuspage.delivery.incoming.quoting import Quoting, find_quoting
from statuspage.delivery.incoming.signing import unsigned

_MOST_BY_HAND = 3  # lines that somebody quotes by hand before they begin


def words_of(lines: list[WrittenLine]) -> tuple[str, bool]:
    """The words of these lines, "" where the writer says none, and whether a program quoted something beside them.

    ``validation.text`` takes such words as they are.
    """
    quoting = find_quoting(lines)
    blocks = _blocks(lines, quoting)
    said = "\n\n".join(text for segment in _segments(blocks) if (text := dedent(written(unsigned(segment)))))
    return clean(said or _otherwise(lines, blocks, quoting)).strip(), any(map(_is_programs, blocks))


class _Kind(Enum):
    OWN = "nothing says that it is another's"
    BEHIND = 'behind ">", and no program said why'
    QUOTED = "another's"


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that follow one another and are of one kind; ``end`` is the number behind its last line."""

    kind: _Kind
    lines: list[WrittenLine]


def _blocks(lines: list[WrittenLine], quoting: Quoting) -> list[_Block]:
    """The lines above the quoted end as blocks. No two of a kind follow one another."""
    heads = {number for begun, ended in quoting.heads for number in range(begun, ended)}
    kinds = [_kind(line, number in heads) for number, line in enumerate(lines[: quoting.below])]
    _close_gaps(kinds, lines)
    found, number = [], 0
    for kind, group in groupby(kinds):
        size = len(list(group))
        found.append(_Block(kind, lines[number : number + size]))
        number += size
    if quoting.below < len(lines):
        found.append(_Block(_Kind.QUOTED, lines[quoting.below :]))
    return found


def _kind(line: WrittenLine, is_in_head: bool) -> _Kind:
    if is_in_head or line.standing is Standing.QUOTED:
        return _Kind.QUOTED
    return _Kind.BEHIND if line.depth else _Kind.OWN


def _close_gaps(kinds: list[_Kind], lines: list[WrittenLine]) -> None:
    """A blank line between two lines of a quote belongs to it."""
    before: int | None = None  # the last line of a quote, if only blank ones came since
    for number, kind in enumerate(kinds):
        if kind is _Kind.BEHIND:
            if before is not None:
                kinds[before:number] = [_Kind.BEHIND] * (number - before)
            before = number
        elif kind is not _Kind.OWN or not lines[number].is_blank:
            before = None


def _segments(blocks: list[_Block]) -> Iterator[list[WrittenLine]]:
    """The lines of the writer, in pieces between which something was quoted."""
    own = [at for at, block in enumerate(blocks) if block.kind is _Kind.OWN and _says_something(block.lines)]
    quoted = next((at for at, block in enumerate(blocks) if _is_programs(block)), len(blocks))
    segment: list[WrittenLine] = []
    for at, block in enumerate(blocks):
        if block.kind is _Kind.OWN or (block.kind is _Kind.BEHIND and _is_by_hand(blocks, at, own, quoted)):
            segment += block.lines
        else:
            yield segment
            segment = []
    yield segment


def _is_by_hand(blocks: list[_Block], at: int, own: list[int], quoted: int) -> bool:
    """Whether the writer chose to quote here. ``own`` are their blocks, ``quoted`` is the first of a program's."""
    if quoted < len(blocks):
        return at < quoted
    if not own or at > own[-1]:
        return _asks_for_more(blocks[at - 1]) if own else False
    return at > own[0] or sum(not line.is_blank for line in blocks[at].lines) <= _MOST_BY_HAND


def _is_programs(block: _Block) -> bool:
    """Whether a program quotes here. Apple's puts "On ... wrote:" behind the first ">" as well."""
    if block.kind is _Kind.BEHIND:
        return is_head_of_quote(block.lines)
    return block.kind is _Kind.QUOTED and _says_something(block.lines)


def _asks_for_more(block: _Block) -> bool:
    """Whether the words just above end as those do that lead to a quote: "It says:"."""
    return block.lines[-1].seen.endswith((":", "\uff1a"))


def _says_something(lines: list[WrittenLine]) -> bool:
    return any(not line.is_blank for line in lines)


def _otherwise(lines: list[WrittenLine], blocks: list[_Block], quoting: Quoting) -> str:
    """What is taken for words where none stand above or between quotes.

    What is handed on without a word is what the writer has to say. Below the whole of one of our own mails stands an
    answer. And what is all behind ">", and no program said why, is theirs.
    """
    if quoting.is_forward:
        return written(lines[quoting.below :])
    if quoting.below < len(lines):
        return written(unsigned(below_our_mail(lines[quoting.below :])))
    return "" if any(map(_is_programs, blocks)) else written(line for line in lines if line.depth)
