"""The script that compares recordings finds what differs, and nothing where nothing does."""

import shutil
from pathlib import Path

import pytest

from bench.same_bytes.__main__ import main
from bench.same_bytes.answers import Answer, Recording, Unreadable
from bench.same_bytes.compare import Found, compare
from bench.same_bytes.record import SHORT, record

PAGE, FEED, LETTER = "GET /p/key", "GET /pf/key.atom", "POST /desk/tickets/7/letters"
UPDATED = b"<feed><id>a</id><updated>%b</updated><entry><updated>%b</updated></entry></feed>"


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two short recordings of this tree."""
    folder = tmp_path_factory.mktemp("recorded")
    for name in ("before", "after"):
        record(folder / name, SHORT)
    return folder / "before", folder / "after"


@pytest.fixture
def changed(recorded: tuple[Path, Path], tmp_path: Path) -> Path:
    """A copy of the second recording, to be changed."""
    shutil.copytree(recorded[1], tmp_path / "changed")
    return tmp_path / "changed"


def kept(folder: Path, asked: str, body: bytes, *headers: tuple[str, str]) -> Path:
    recording = Recording(folder)
    recording.keep("it", Answer(asked, 200, headers, body))
    recording.end()
    return folder


def compared(folder: Path, asked: str, was: bytes, now: bytes, *headers: tuple[str, str, str]) -> Found:
    """What is found between two answers; a header is its name, what it was, and what it is."""
    before = kept(folder / "before", asked, was, *((name, old) for name, old, _ in headers))
    after = kept(folder / "after", asked, now, *((name, new) for name, _, new in headers))
    return compare(before, after)


@pytest.mark.torture
def test_two_recordings_of_one_tree_are_the_same(recorded):
    found = compare(*recorded)
    assert found.is_same, "\n".join(found.differences)
    assert not found.moved
    assert found.compared > 200


@pytest.mark.torture
def test_every_surface_and_a_few_deeds_are_recorded(recorded):
    names = (recorded[0] / "index.txt").read_text(encoding="utf-8")
    wanted = ("t~-~studio", "p~-", "e~-", "b~-.svg", "pf~-.atom", "f~-.json", "c~-.ics", "oembed", "team")
    assert [
        name
        for name in (*wanted, "GET desk~tickets@of=everyone", "mail/0001", "letter", "POST off")
        if name not in names
    ] == []


@pytest.mark.torture
def test_a_planted_difference_is_found(recorded, changed, capsys):
    file = changed / "1-before/ar/site/GET team.http"
    file.write_bytes(file.read_bytes().replace(b"</main>", b"<p>planted</p></main>"))
    assert main(["compare", str(recorded[0]), str(changed)]) == 1
    told = capsys.readouterr().out
    assert "=== 1-before/ar/site/GET team\n" in told
    assert "+  <p>planted</p>" in told
    assert "1 differ in 1 ways" in told


@pytest.mark.torture
def test_an_answer_that_is_gone_is_found(recorded, changed):
    index = changed / "index.txt"
    first, *rest = index.read_text(encoding="utf-8").splitlines(keepends=True)
    index.write_text("".join(rest), encoding="utf-8")
    assert compare(recorded[0], changed).missing == [first.split(maxsplit=3)[3].strip()]
    assert compare(changed, recorded[0]).new == [first.split(maxsplit=3)[3].strip()]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'href="/card.css?accent=aa3322&amp;v=0123456789ab"', b'href="/card.css?accent=aa3322&amp;v=ba9876543210"'),
        (b'<input type="hidden" name="once" value="k1">', b'<input type="hidden" name="once" value="k2">'),
        (b'<div data-since="abc">', b'<div data-since="12-34">'),
        (b'<form action="/desk/tickets/7/updates">', b'<form action="/desk/tickets/7/letters">'),
    ],
)
def test_what_says_nothing_may_differ_and_the_etag_with_it(tmp_path, was, now):
    assert compared(tmp_path, PAGE, was, now, ("ETag", '"a"', '"b"'), ("X-Live-Version", "1", "2")).is_same
    assert not compared(tmp_path / "more", PAGE, was, now + b" ").is_same


def test_an_etag_of_the_same_bytes_may_not_differ(tmp_path):
    assert not compared(tmp_path / "whole", PAGE, b"same", b"same", ("ETag", '"a"', '"b"')).is_same
    assert compared(tmp_path / "head", "HEAD /p/key", b"", b"", ("ETag", '"a"', '"b"')).is_same


def test_the_random_part_of_a_cookie_may_differ_and_nothing_else_of_it(tmp_path):
    def cookies(was: str, now: str, folder: str) -> Found:
        return compared(tmp_path / folder, LETTER, b"", b"", ("Set-Cookie", was, now))

    assert cookies("__Host-desk=k1; Secure; HttpOnly", "__Host-desk=k2; Secure; HttpOnly", "key").is_same
    assert not cookies("__Host-desk=k1; Secure; HttpOnly", "__Host-desk=k1; Secure", "rest").is_same


def test_a_public_feeds_own_date_may_move_and_is_told_apart(tmp_path):
    was, now = UPDATED % (b"Monday", b"Monday"), UPDATED % (b"Tuesday", b"Monday")
    found = compared(tmp_path / "own", FEED, was, now, ("Last-Modified", "Mon", "Tue"))
    assert found.is_same
    assert found.moved == {"it": ("Monday, Last-Modified: Mon", "Tuesday, Last-Modified: Tue")}
    assert not compared(tmp_path / "entry", FEED, was, UPDATED % (b"Monday", b"Tuesday")).is_same
    assert not compared(tmp_path / "private", "GET /f/key.atom", was, now).is_same


def test_only_classes_that_are_named_may_be_renamed(tmp_path):
    before = kept(tmp_path / "before", PAGE, b'<p class="update is-late">update</p>')
    after = kept(tmp_path / "after", PAGE, b'<p class="letter is-late">update</p>')
    assert not compare(before, after).is_same
    assert compare(before, after, {"update": "letter"}).is_same


def test_pictures_are_compared_byte_by_byte(tmp_path):
    found = compared(tmp_path, "GET /b/key.png", b"\x89PNG\xff\x01", b"\x89PNG\xff\x02")
    assert [*found.differences] == ["-6 bytes\n+6 bytes, which differ from byte 5 on"]


def test_a_folder_without_a_whole_recording_is_refused_in_words(tmp_path, capsys):
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2
    assert "holds no whole recording" in capsys.readouterr().err
    (tmp_path / "something").touch()
    with pytest.raises(Unreadable, match="is not empty"):
        Recording(tmp_path)
