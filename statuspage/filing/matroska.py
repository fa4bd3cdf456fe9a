"""Takes place, device and time out of a WebM or MKV, where they stand: nothing in the file moves.

Such a file is elements within elements (RFC 8794, RFC 9559). What is not needed to play it becomes ``Void`` and is
blanked: tags, attachments, chapters, titles and dates. It imports nothing of ours: ``apart.py`` runs it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

MOST = 1_000_000  # elements that are looked at; more than that plays nowhere
_AT_ONCE = 1024 * 1024  # bytes that are blanked together
_HEADER, _SEGMENT, _CLUSTER = 0x1A45DFA3, 0x18538067, 0x1F43B675
_SEEK, _INFO, _TRACKS, _TRACK, _CUES = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0xAE, 0x1C53BB6B
_IN_CLUSTER = (0xE7, 0xA3, 0xA0, 0xA7, 0xAB)  # they stand beside it, where it does not say how long it is
_APPS = (0x4D80, 0x5741)  # what wrote it: must be there, and may be empty
_NAMES = (0x536E, 0xBF)  # what a track is called; and a checksum, which would not hold any more
# What is needed to play it, by the element that it stands in.
_KEPT: dict[int, tuple[int, ...]] = {
    0: (_HEADER, _SEGMENT),
    _SEGMENT: (_SEEK, _INFO, _TRACKS, _CLUSTER, _CUES, *_IN_CLUSTER),
    _INFO: (0x2AD7B1, 0x4489, *_APPS),  # in what time is counted, and how long it is
    _TRACKS: (_TRACK,),
}


class _Element(NamedTuple):
    """Where it begins, where what is in it does, where it ends, and its id; -1 for what is none."""

    at: int
    inside: int
    end: int
    id: int


class _Crowded(Exception):
    """There is more in it than anybody needs to play something."""


def strip(content: Any) -> bool:
    """Do so, in a buffer that can be written. False where it is too much to look at."""
    try:
        _Film(content).strip(_Element(0, 0, len(content), 0))
    except _Crowded:
        return False
    return True


def _is_kept(one: _Element, outer: _Element) -> bool:
    return one.id >= 0 and one.id not in _NAMES if outer.id == _TRACK else one.id in _KEPT[outer.id]


class _Film:
    def __init__(self, content: Any) -> None:
        self._content, self._left = content, MOST

    def strip(self, outer: _Element) -> None:
        """Strip what is in this element."""
        for one in self._elements(outer.inside, outer.end):
            if not _is_kept(one, outer):
                self._void(one)
            elif one.id in _APPS and outer.id == _INFO:
                self._blank(one.inside, one.end)
            elif outer.id != _TRACK and (one.id in _KEPT or one.id == _TRACK):
                self.strip(one)

    def _elements(self, at: int, end: int) -> Iterator[_Element]:
        while at < end:
            width = 9 - self._content[at].bit_length()
            size_at = at + width
            long = 9 - self._content[size_at].bit_length() if width <= 4 and size_at < end else 9
            inside = size_at + long
            self._left -= 1
            if self._left < 0:
                raise _Crowded
            if long > 8 or inside > end:
                yield _Element(at, at, end, -1)
                return
            id_, most = self._number(at, width), (1 << 7 * long) - 1
            size = self._number(size_at, long) & most
            after = inside + size
            if size == most:  # it does not say how long it is
                after = inside if id_ == _CLUSTER else end
            yield _Element(at, inside, min(after, end), id_)
            at = min(after, end)

    def _void(self, one: _Element) -> None:
        length = one.end - one.at
        if length >= 9:
            self._content[one.at : one.at + 9] = b"\xec\x01" + (length - 9).to_bytes(7, "big")
            self._blank(one.at + 9, one.end)
        elif length >= 2:
            self._content[one.at : one.end] = bytes((0xEC, 0x80 | length - 2)).ljust(length, b"\0")
        else:
            self._blank(one.at, one.end)

    def _blank(self, start: int, end: int) -> None:
        for at in range(start, end, _AT_ONCE):
            length = min(_AT_ONCE, end - at)
            self._content[at : at + length] = bytes(length)

    def _number(self, at: int, length: int) -> int:
        return int.from_bytes(self._content[at : at + length], "big")
