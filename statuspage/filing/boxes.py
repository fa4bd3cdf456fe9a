"""Takes place, device and time out of an MP4, MOV, 3GP or M4A, where they stand: nothing in the file moves.

Such a file is boxes within boxes (ISO/IEC 14496-12; QuickTime File Format). What is not needed to play it becomes
``free`` and is blanked, and so is a track that no one sees or hears, in which cameras write where they were. It imports
nothing of ours: ``apart.py`` runs it.
"""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from struct import iter_unpack
from typing import Any, NamedTuple

MOST = 200_000  # boxes; more than that plays nowhere
_ROWS = 1_000_000  # of a table
_AT_ONCE = 1024 * 1024  # bytes that are blanked together
# What is needed to play it, by the box that it stands in; all of what stands deeper is.
_KEPT = {
    b"": b"ftyp styp moov moof mdat imda mfra sidx ssix",
    b"moov": b"mvhd trak mvex",
    b"trak": b"tkhd edts mdia tref tapt",
    b"mdia": b"mdhd hdlr minf elng",
    b"minf": b"vmhd smhd hmhd nmhd sthd gmhd hdlr dinf stbl",
    b"mvex": b"mehd trex leva",
    b"moof": b"mfhd traf",
    b"traf": b"tfhd tfdt trun sbgp sgpd subs saiz saio senc",
}
_DATED = (b"mvhd", b"tkhd", b"mdhd")  # begin with when they were made, and changed
_UNSEEN = (b"meta", b"camm")  # handlers of tracks that are neither picture, sound nor text


class Box(NamedTuple):
    """Where it begins, where what is in it does, where it ends, and its name."""

    at: int
    inside: int
    end: int
    name: bytes


class _Crowded(Exception):
    """There is more in it than anybody needs to play something."""


def strip(content: Any) -> bool:
    """Do so, in a buffer that can be written. False, where nobody can look into it, or it is too much to look at."""
    try:
        return _Film(content).strip()
    except _Crowded:
        return False


class _Film:
    def __init__(self, content: Any) -> None:
        self._content, self._left = content, MOST

    def strip(self) -> bool:
        media = [box for box in self._boxes(0, len(self._content)) if box.name in (b"mdat", b"imda")]
        unseen = self._strip(Box(0, 0, len(self._content), b""))
        for start, end in _within(_merged(unseen), [(box.inside, box.end) for box in media]):
            self._blank(start, end)
        return all(
            inner.name != b"cmov"  # packed
            for box in self._boxes(0, len(self._content))
            if box.name == b"moov"
            for inner in self._boxes(box.inside, box.end)
        )

    def _strip(self, outer: Box) -> list[tuple[int, int]]:
        """Strip what is in this box; returns where the samples of unseen tracks lie."""
        unseen: list[tuple[int, int]] = []
        kept = _KEPT[outer.name].split()
        for box in self._boxes(outer.inside, outer.end):
            if box.name == b"trak" and box.name in kept and self._handler(box) in _UNSEEN:
                unseen += self._samples(box)
                self._free(box)
            elif box.name not in kept and box.name != b"cmov":
                self._free(box)
            elif box.name in _KEPT:
                unseen += self._strip(box)
            elif box.name in _DATED:
                wide = box.inside < box.end and self._content[box.inside] == 1
                self._blank(min(box.inside + 4, box.end), min(box.inside + (20 if wide else 12), box.end))
        return unseen

    def _boxes(self, at: int, end: int) -> Iterator[Box]:
        """The boxes from here to there, one behind the other; what is none, at their end, is one without a name."""
        while at + 8 <= end:
            size, inside = self._number(at, 4), at + 8
            if size == 1 and at + 16 <= end:
                size, inside = self._number(at + 8, 8), at + 16
            after = end if size == 0 else min(at + size, end)
            if after < inside:
                break
            self._left -= 1
            if self._left < 0:
                raise _Crowded
            yield Box(at, inside, after, bytes(self._content[at + 4 : at + 8]))
            at = after
        if at < end:
            yield Box(at, at, end, b"")

    def _free(self, box: Box) -> None:
        if box.inside > box.at:
            self._content[box.at + 4 : box.at + 8] = b"free"
        self._blank(box.inside, box.end)

    def _blank(self, start: int, end: int) -> None:
        for at in range(start, end, _AT_ONCE):
            length = min(_AT_ONCE, end - at)
            self._content[at : at + length] = bytes(length)

    def _number(self, at: int, length: int) -> int:
        return int.from_bytes(self._content[at : at + length], "big")

    def _find(self, outer: Box, *names: bytes) -> Box | None:
        """The box that is reached by these names, from within the outer one."""
        found: Box | None = outer
        for name in names:
            found = found and next((box for box in self._boxes(found.inside, found.end) if box.name == name), None)
        return found

    def _handler(self, trak: Box) -> bytes:
        found = self._find(trak, b"mdia", b"hdlr")
        return bytes(self._content[found.inside + 8 : found.inside + 12]) if found else b""

    def _samples(self, trak: Box) -> Iterator[tuple[int, int]]:
        """Where the samples of a track lie, chunk by chunk."""
        table = self._find(trak, b"mdia", b"minf", b"stbl")
        if table is None:
            return
        boxes = {box.name: box for box in self._boxes(table.inside, table.end)}
        chunks = self._column(boxes.get(b"stco"), ">I") or self._column(boxes.get(b"co64"), ">Q")
        runs = self._column(boxes.get(b"stsc"), ">III")
        sizes = boxes.get(b"stsz")
        each = self._number(sizes.inside + 4, 4) if sizes else 0
        ends = [0, *accumulate(size for (size,) in self._column(sizes, ">I", 12))]
        firsts, sample = [first for first, *_ in runs], 0
        for number, (offset,) in enumerate(chunks, 1):
            run = bisect_right(firsts, number) - 1
            count = runs[run][1] if run >= 0 else 0
            start, sample = sample, sample + count
            length = count * each if each else ends[min(sample, len(ends) - 1)] - ends[min(start, len(ends) - 1)]
            yield offset, offset + length

    def _column(self, box: Box | None, row: str, head: int = 8) -> list[tuple[int, ...]]:
        """The rows of a table, of which the box holds as many as fit."""
        if box is None:
            return []
        width = 4 * len(row[1:]) * (2 if row == ">Q" else 1)
        rows = min(self._number(box.inside + head - 4, 4), max(0, box.end - box.inside - head) // width, _ROWS)
        return list(iter_unpack(row, self._content[box.inside + head : box.inside + head + rows * width]))


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _within(ranges: list[tuple[int, int]], outer: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of these ranges lies within the outer ones; both are in order."""
    at = 0
    for start, end in outer:
        while at < len(ranges) and ranges[at][1] <= start:
            at += 1
        for one in range(at, len(ranges)):
            if ranges[one][0] >= end:
                break
            yield max(start, ranges[one][0]), min(end, ranges[one][1])
