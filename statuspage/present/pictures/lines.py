"""Text that fits: one line with an ellipsis, or several, broken where words end, by measured widths."""

import re
import unicodedata

from statuspage.present.pictures.fonts import clean, width

_IDEOGRAPHS = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"  # each may end a line
_PIECE = re.compile(rf"\s+|[{_IDEOGRAPHS}]|[^\s{_IDEOGRAPHS}]+")
_LEFTWARD, _RIGHTWARD, _END = "\u202b", "\u202a", "\u202c"  # Unicode UAX 9
_RIGHT = ("R", "AL")


def fitted(text: str, font: str, size: float, room: float) -> str:
    """The text on one line, cut with "…" where it is wider than ``room`` pixels."""
    return "".join(wrapped(text, font, size, room, 1))


def wrapped(text: str, font: str, size: float, room: float, most: int) -> list[str]:
    """The text on at most ``most`` lines, none wider than ``room`` pixels; "…" ends it where not all of it fits."""
    lines: list[str] = []
    line = ""
    pieces = _pieces(clean(text), font, size, room)
    for number, piece in enumerate(pieces):
        if width(line + piece.rstrip(), font, size) <= room or not line:
            line += piece
            continue
        if len(lines) + 1 == most:
            rest = "".join(pieces[number:])
            return [*lines, _cut(line + rest, font, size, room)]
        lines.append(line.strip())
        line = piece.lstrip()
    return [*lines, line.strip()] if line.strip() else lines


def directed(text: str, rtl: bool | None = None) -> str:
    """The text with marks of its direction (UAX 9), so that every renderer begins it on the right side.

    Without ``rtl`` its first letter decides which side that is.
    """
    rtl = leftward(text) if rtl is None else rtl
    crossing = rtl or any(unicodedata.bidirectional(sign) in _RIGHT for sign in text)
    return f"{_LEFTWARD if rtl else _RIGHTWARD}{text}{_END}" if crossing and text else text


def leftward(text: str) -> bool:
    """Whether a text is read from the right, by its first letter."""
    return next((unicodedata.bidirectional(sign) for sign in text if sign.isalpha()), "L") in _RIGHT


def _pieces(text: str, font: str, size: float, room: float) -> list[str]:
    """The words and the spaces between them; a word that is too wide for the room comes in parts."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        found += [piece] if width(piece, font, size) <= room else _parts(piece, font, size, room)
    return found


def _parts(word: str, font: str, size: float, room: float) -> list[str]:
    parts, part = [], ""
    for cluster in re.findall(r".[\u0300-\u036f\u064b-\u065f\u0670\u200c\u200d]*", word):
        if part and width(part + cluster, font, size) > room:
            parts.append(part)
            part = ""
        part += cluster
    return [*parts, part]


def _cut(text: str, font: str, size: float, room: float) -> str:
    """As much of a text as fits before "…"."""
    room -= width("…", font, size)
    start = _parts(text, font, size, room)[0].rstrip(" .,;:·–-")
    return f"{start}…"
