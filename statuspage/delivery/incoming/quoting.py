"""Where in a mail the one that it answers is quoted, by what its program wrote above that.

Two kept libraries know such lines too. In the corpus of ``tests/delivery/answers`` quotequail finds the very words of
one answer in ten and mail-parser-reply of one in seven, even of those in languages that they know, and both lose what
is written below a quote; so neither is asked. ``tests/delivery/test_words_of_answers.py`` prints the figures.
"""

from dataclasses import dataclass

from statuspage.delivery.incoming.heads import find_head, quote_follows
from statuspage.delivery.incoming.lines import Standing, WrittenLine
from statuspage.delivery.incoming.separators import is_forward, is_header_block, is_rule, is_separator


@dataclass(frozen=True, slots=True)
class Quoting:
    """``heads`` are the lines, from and up to, that a program wrote above quotes. From line ``below`` on all is quoted.

    ``is_forward`` says that this is a mail that is handed on, and not answered.
    """

    below: int
    heads: tuple[tuple[int, int], ...] = ()
    is_forward: bool = False


def find_quoting(lines: list[WrittenLine]) -> Quoting:
    """What in these lines a program wrote above its quotes."""
    heads: list[tuple[int, int]] = []
    for number, line in enumerate(lines):
        if line.standing is Standing.BELOW:
            return _below(lines, number, heads)
        if line.depth or line.standing is Standing.QUOTED or line.is_blank:
            continue
        if is_separator(line.seen) or is_header_block(lines, number):
            return _below(lines, number, heads)
        begun = find_head(lines, number)
        if begun is not None:
            heads.append((begun, number + 1))
            if not quote_follows(lines, number + 1):
                return Quoting(begun, tuple(heads))
    return Quoting(len(lines), tuple(heads))


def _below(lines: list[WrittenLine], number: int, heads: list[tuple[int, int]]) -> Quoting:
    """All from this line on, with the rules and the blank lines just above it."""
    is_handed_on = any(is_forward(line.seen) for line in lines[number : number + 3])
    while number and (lines[number - 1].is_blank or is_rule(lines[number - 1].seen)):
        number -= 1
    return Quoting(number, tuple(heads), is_handed_on)
