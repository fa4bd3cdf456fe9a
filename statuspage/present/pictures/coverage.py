"""Which signs a font has, read from its ``cmap`` table: the two formats that every font of today has (4 and 12)."""

import struct
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

_BEST = ((3, 10), (0, 6), (0, 4), (3, 1), (0, 3))  # platform and encoding; those with all of Unicode first
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The signs of one font, as runs of code points that touch nowhere."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, sign: object) -> bool:
        code = ord(str(sign))
        place = bisect_right(self.starts, code) - 1
        return place >= 0 and code <= self.ends[place]


NOTHING = Coverage((), ())


def coverage(file: Path) -> Coverage:
    """The signs of a font, of the first one in a collection; none of a file that cannot be read as one."""
    try:
        data = file.read_bytes()
        start = struct.unpack_from(">I", data, 12)[0] if data[:4] == b"ttcf" else 0
        return _merged(_runs(data, _table(data, start)))
    except (OSError, ValueError, struct.error):
        return NOTHING


def _table(data: bytes, start: int) -> int:
    """Where the best ``cmap`` subtable begins."""
    count = struct.unpack_from(">H", data, start + 4)[0]
    tables = {data[at : at + 4]: at for at in range(start + 12, start + 12 + 16 * count, 16)}
    if b"cmap" not in tables:
        raise ValueError("no cmap")
    cmap = struct.unpack_from(">I", data, tables[b"cmap"] + 8)[0]
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    records = [struct.unpack_from(">HHI", data, cmap + 4 + 8 * number) for number in range(count)]
    places = {(platform, encoding): cmap + offset for platform, encoding, offset in records}
    found = next((places[kind] for kind in _BEST if kind in places), None)
    if found is None:
        raise ValueError("no cmap for Unicode")
    return found


def _runs(data: bytes, at: int) -> list[Run]:
    kind = struct.unpack_from(">H", data, at)[0]
    if kind == 12:
        count = struct.unpack_from(">I", data, at + 12)[0]
        groups = (struct.unpack_from(">III", data, at + 16 + 12 * number) for number in range(count))
        return [(first + (glyph == 0), last) for first, last, glyph in groups]
    if kind == 4:
        return _segments(data, at)
    raise ValueError(f"cmap format {kind}")


def _segments(data: bytes, at: int) -> list[Run]:
    """Format 4: segments that count their glyphs on from a delta, or look each up in a list."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{count}H", data, at + 14 + 2 * count * part + (2 if part else 0)) for part in range(4)
    )
    found: list[Run] = []
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        where = at + 16 + 6 * count + 2 * number + offset
        for code in range(first, last + 1 if first != 0xFFFF else first):
            glyph = struct.unpack_from(">H", data, where + 2 * (code - first))[0] if offset else code + delta
            if glyph and (offset or glyph & 0xFFFF):
                found.append((code, code))
    return found


def _merged(runs: list[Run]) -> Coverage:
    starts: list[int] = []
    ends: list[int] = []
    for first, last in sorted(run for run in runs if run[0] <= run[1]):
        if ends and first <= ends[-1] + 1:
            ends[-1] = max(ends[-1], last)
        else:
            starts.append(first)
            ends.append(last)
    return Coverage(tuple(starts), tuple(ends))
