"""A video is handed on without where, by what and when it was taken; all that is seen and heard of it stays as it was.

The films in ``films/`` are twenty frames each, written by FFmpeg with every tag that a telephone writes.
"""

import re
from pathlib import Path
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspage.filing import boxes, matroska
from tests.surfaces.file_things import reply
from tests.surfaces.private_things import Ana

FILMS = sorted((Path(__file__).parent / "films").iterdir())
SECRETS = (b"SECRET", b"38.7223", b"Lavf")
PLACE = b"\xa9xyz +38.7223-009.1393/ SECRET"


def strip(film: bytes, how=boxes) -> bytes:
    content = bytearray(film)
    assert how.strip(content)
    return bytes(content)


def how(film: Path):
    return boxes if film.suffix in (".mp4", ".mov", ".3gp") else matroska


def box(name: bytes, *inside: bytes, wide: bool = False) -> bytes:
    body = b"".join(inside)
    return pack(">I4sQ", 1, name, len(body) + 16) + body if wide else pack(">I4s", len(body) + 8, name) + body


def element(id_: int, *inside: bytes, unknown: bool = False) -> bytes:
    body = b"".join(inside)
    size = b"\xff" if unknown else (1 << 56 | len(body)).to_bytes(8, "big")
    return id_.to_bytes((id_.bit_length() + 7) // 8, "big") + size + body


def track(kind: bytes, chunks: list[int], sizes: list[int], each: int = 0) -> bytes:
    """A track with these chunks, and so many samples of these sizes in each."""
    samples = len(sizes) // max(1, len(chunks))
    table = box(b"stsc", bytes(4), pack(">IIII", 1, 1, samples, 1)) + box(
        b"stco", bytes(4), pack(f">I{len(chunks)}I", len(chunks), *chunks)
    )
    table += box(b"stsz", bytes(4), pack(f">II{len(sizes)}I", each, len(sizes), *sizes))
    head = box(b"tkhd", bytes(4), b"\x11" * 8, bytes(12))
    return box(b"trak", head, box(b"mdia", box(b"hdlr", bytes(8), kind), box(b"minf", box(b"stbl", table))))


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_a_real_film_loses_place_device_and_time_and_nothing_else(film: Path):
    before = film.read_bytes()
    after = strip(before, how(film))
    assert len(after) == len(before)
    assert [secret for secret in SECRETS if secret in before]
    assert [secret for secret in SECRETS if secret in after] == []
    assert strip(after, how(film)) == after, "done twice it is done once"
    changed = [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    media = re.search(rb"mdat|\x1f\x43\xb6\x75", before)
    assert media is not None
    length = int.from_bytes(before[media.start() - 4 : media.start()], "big") if how(film) is boxes else 300
    assert not set(range(media.end(), media.end() + length - 8)) & set(changed)


def test_what_a_camera_writes_as_a_track_of_its_own_is_blanked_where_it_lies():
    sound, where = b"sound sound ", b"SECRET at 38.7223 "
    begin = box(b"ftyp", b"qt  ")
    start = len(begin) + 8
    media = box(b"mdat", sound, where, sound, where)
    places = [start + len(sound), start + 2 * len(sound) + len(where)]
    heard = [start, start + len(sound) + len(where)]
    tracks = track(b"soun", heard, [6, 6, 6, 6]), track(b"meta", places, [9, 9, 9, 9])
    film = begin + media + box(b"moov", box(b"mvhd", bytes(4), b"\x22" * 8, bytes(8)), *tracks)
    after = strip(film)
    assert after.count(sound) == 2
    assert b"SECRET" not in after
    assert tracks[0].replace(b"\x11" * 8, bytes(8)) in after
    assert b"\x22" not in after
    assert len(after) == len(film)


def test_a_table_that_points_everywhere_blanks_nothing_but_media():
    media = box(b"mdat", b"sound" * 9)
    tracks = track(b"soun", [8], [5]), track(b"meta", [0] * 50, [], each=2**31) + track(b"meta", [9] * 9, [2**31] * 9)
    after = strip(media + box(b"moov", *tracks))
    assert tracks[0].replace(b"\x11" * 8, bytes(8)) in after
    assert after.startswith(media[:8])


NAMES = st.sampled_from([b"udta", b"meta", b"uuid", b"\xa9xyz", b"loci", b"ilst", b"free", b"skip", b"ABCD"])
SECRET_BOX = st.builds(lambda name, wide: box(name, PLACE, wide=wide), NAMES, st.booleans())
SOME = st.lists(SECRET_BOX, max_size=3)
PLAYED = {b"moov": b"mvhd", b"trak": b"tkhd", b"mdia": b"mdhd", b"moof": b"mfhd", b"traf": b"trun"}


def tree(outer: bytes, inner, before: list[bytes], after: list[bytes]) -> bytes:
    return box(outer, *before, box(PLAYED[outer], bytes(40), b"kept"), inner, *after)


MDIA = st.builds(lambda some, more: tree(b"mdia", b"", some, more), SOME, SOME)
TRAK = st.builds(lambda mdia, some, more: tree(b"trak", mdia, some, more), MDIA, SOME, SOME)
MOOV = st.builds(lambda trak, some, more: tree(b"moov", trak, some, more), TRAK, SOME, SOME)
TRAF = st.builds(lambda some, more: tree(b"traf", b"", some, more), SOME, SOME)
MOOF = st.builds(lambda traf, some, more: tree(b"moof", traf, some, more), TRAF, SOME, SOME)
MEDIA = st.builds(lambda data, wide: box(b"mdat", b"kept", data, wide=wide), st.binary(max_size=50), st.booleans())


@given(st.lists(MOOV | MOOF | MEDIA | SECRET_BOX), st.binary(max_size=7))
def test_no_place_stays_wherever_it_stands_and_whatever_plays_does(top, rest):
    film = box(b"ftyp", b"mp42") + b"".join(top)
    after = strip(film + rest)
    assert len(after) == len(film + rest)
    assert b"38.7223" not in after
    assert after.count(b"kept") == film.count(b"kept")
    assert [one for one in re.findall(rb"mdat(?s:.)*?kept", film) if one not in after] == []


VOID = st.sampled_from([0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0x4461, 0xEC, 0xBF])
SECRET_ELEMENT = st.builds(lambda id_: element(id_, PLACE), VOID)
CLUSTER = st.builds(
    lambda unknown: (
        element(0x1F43B675, *(() if unknown else (element(0xA3, b"kept"),)), unknown=unknown)
        + (element(0xE7, b"kept") + element(0xA3, b"kept") if unknown else b"")
    ),
    st.booleans(),
)
INFO = st.builds(lambda *some: element(0x1549A966, *some, element(0x2AD7B1, b"kept")), SECRET_ELEMENT, SECRET_ELEMENT)
TRACK = st.builds(lambda: element(0x1654AE6B, element(0xAE, element(0xD7, b"kept"), element(0x536E, PLACE))))


@given(st.lists(SECRET_ELEMENT | CLUSTER | INFO | TRACK), st.booleans())
def test_no_tag_stays_in_a_matroska_and_whatever_plays_does(inside, unknown):
    segment = element(0x18538067, *inside, unknown=unknown)
    film = element(0x1A45DFA3, b"webm") + segment
    after = strip(film, matroska)
    assert len(after) == len(film)
    assert b"38.7223" not in after
    assert after.count(b"kept") == film.count(b"kept")


CUTS = st.lists(st.tuples(st.integers(0, 4_000), st.binary(min_size=1, max_size=12)), max_size=5)


@given(st.sampled_from([film.read_bytes() for film in FILMS]), CUTS, st.integers(0, 4_000))
def test_whatever_is_broken_in_it_is_read_to_its_end(film, cuts, length):
    content = bytearray(film[:length])
    for at, bad in cuts:
        content[at : at + len(bad)] = bad[: max(0, len(content) - at)]
    for program in (boxes, matroska):
        copy = bytearray(content)
        assert program.strip(copy) in (True, False)
        assert len(copy) == len(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_to_their_end(content):
    for program in (boxes, matroska):
        copy = bytearray(content)
        assert program.strip(copy) in (True, False)
        assert len(copy) == len(content)


@pytest.mark.parametrize(("program", "piece"), [(boxes, box(b"free")), (matroska, b"\xec\x80")])
def test_what_is_made_of_nothing_but_pieces_is_not_looked_at_for_ever(program, piece, monkeypatch):
    monkeypatch.setattr(program, "MOST", 500)
    assert not program.strip(bytearray(piece * 501))


def test_what_lies_in_itself_again_and_again_is_opened_once():
    inside = b""
    for _ in range(3_000):
        inside = element(0xAE, inside)
    strip(element(0x18538067, element(0x1654AE6B, inside)), matroska)


def test_a_film_whose_boxes_are_packed_is_not_passed_on(ana: Ana):
    film = box(b"ftyp", b"qt  ", bytes(4)) + box(b"moov", box(b"cmov", PLACE))
    assert "cannot be read" in reply(ana, (film, "old.mov")).text


@pytest.mark.parametrize("film", FILMS, ids=lambda film: film.name)
def test_it_is_handed_out_so(ana: Ana, film: Path):
    assert reply(ana, (film.read_bytes(), film.name)).status_code == 303
    path = re.search(r'"([^"]+/files/[\w-]{22})"', ana.page())[1]
    given = ana.client.get(path, follow_redirects=True).data
    assert given == strip(film.read_bytes(), how(film))
