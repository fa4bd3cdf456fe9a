"""What a signature is, and how words look without it."""

from statuspage.delivery.incoming.lines import SIGNS, Standing, WrittenLine
from statuspage.delivery.incoming.sent_from import is_sent_from
from statuspage.delivery.incoming.separators import is_rule

_MOST_LINES = 8  # of what stands under dashes that may be no mark of a signature
_LONGEST_LINE = 80  # characters
_DASHES = "--"
_PLACEHOLDERS = ("[cid:", "[image:", "[image]", "<image")


def unsigned(segment: list[WrittenLine]) -> list[WrittenLine]:
    """The lines without the signature at their end, by its mark, its element, or the device that it names.

    What stands for a picture goes too, as the picture is among the files.
    """
    lines = [line for line in segment if line.standing is not Standing.SIGNATURE and not _is_placeholder(line.seen)]
    lines = lines[: _signed_from(lines)]
    while lines and (lines[-1].is_blank or is_rule(lines[-1].seen) or _is_device(lines[-1])):
        lines.pop()
    return lines


def _signed_from(lines: list[WrittenLine]) -> int:
    """Where the signature begins; the number of the lines where there is none."""
    signs = [number for number, line in enumerate(lines) if line.text == SIGNS and not line.depth]
    dashes = [number for number, line in enumerate(lines) if line.seen == _DASHES]
    if signs:
        return signs[0]
    return dashes[0] if len(dashes) == 1 and _may_sign(lines, dashes[0]) else len(lines)


def _may_sign(lines: list[WrittenLine], number: int) -> bool:
    """Whether what is under these dashes is as short as a signature, and something stands above them."""
    under = [line.seen for line in lines[number + 1 :] if not line.is_blank]
    is_short = 0 < len(under) <= _MOST_LINES and all(len(seen) <= _LONGEST_LINE for seen in under)
    return is_short and any(not line.is_blank for line in lines[:number])


def _is_device(line: WrittenLine) -> bool:
    return not line.depth and is_sent_from(line.seen)


def _is_placeholder(seen: str) -> bool:
    return seen.startswith(_PLACEHOLDERS) and seen.endswith(("]", ">")) and " " not in seen.removeprefix("[image: ")
