"""What an IMAP server answers to FETCH: which messages there are, and one of them whole (RFC 3501, 7.4.2)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_UID, _SIZE = re.compile(rb"\bUID ([0-9]{1,10})\b"), re.compile(rb"\bRFC822\.SIZE ([0-9]{1,19})\b")
_SHORT = re.compile(rb'\bBODY\[\](?:<0>)? (?:NIL|"((?:[^"\\]|\\.)*)")')
_HIGHEST_UID = 2**32 - 1

Part = bytes | tuple[bytes, bytes] | None  # as imaplib has them: text, or the text before a literal and the literal


@dataclass(frozen=True, slots=True, order=True)
class Listed:
    """A message that is there: its UID, and how many bytes it has, as the server says."""

    uid: int
    size: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message: its bytes; or of one that is too large the first of them, and how many it has, ``whole_size``."""

    raw: bytes
    whole_size: int | None = None


def listed(parts: Iterable[Part]) -> list[Listed]:
    """The messages of which this answer tells the UID and the size, each once, the lowest UID first."""
    found = {}
    for part in parts:
        text = part if isinstance(part, bytes) else b""
        uid, size = _UID.search(text), _SIZE.search(text)
        if uid and size and 0 < int(uid[1]) <= _HIGHEST_UID:
            found[int(uid[1])] = int(size[1])
    return sorted(Listed(uid, size) for uid, size in found.items())


def body(parts: Sequence[Part], uid: int) -> bytes | None:
    """The message with this UID in the answer; None where it has none, or one whose end is not where it should be."""
    for part, after in zip(parts, [*parts[1:], None], strict=False):
        if isinstance(part, tuple):
            tail = after if isinstance(after, bytes) else b""
            if b"BODY[]" in part[0] and _is_of(uid, part[0] + tail) and tail[:1] in {b" ", b")"}:
                return part[1]
        elif part and (short := _SHORT.search(part)) and _is_of(uid, part):
            return re.sub(rb"\\(.)", rb"\1", short[1] or b"")
    return None


def _is_of(uid: int, text: bytes) -> bool:
    found = _UID.search(text)
    return found is not None and int(found[1]) == uid
