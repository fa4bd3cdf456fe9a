"""Files that are made to hurt, or come to grief on their way: each has its message, and nothing else is lost."""

import errno
import io
import re
import struct
import zlib

import obstore
import pytest
from PIL import Image
from sqlalchemy import func, select

from statuspage.db import db
from statuspage.delivery.sweeping import sweep
from statuspage.domain.files.file import ArrivingPiece, File
from statuspage.filing import apart, examine
from statuspage.filing.taking_in import filing
from tests.pictures import photo
from tests.surfaces.private_things import Ana, words

SCRIPT = b"<script>alert(1)</script>"


def send(ana: Ana, content: bytes, name: str = "x.jpg", body: str = "My words."):
    return ana.client.post(f"{ana.path}/replies", data={"body": body, "files": [(io.BytesIO(content), name)]})


def had(ana: Ana):
    """The file that the page leads to, as it is handed out."""
    path = re.search(r'"([^"]+/files/[\w-]{22})"', ana.page())[1]
    return ana.client.get(path, follow_redirects=True)


def bring(ana: Ana, size: int, name: str = "film.mp4") -> str:
    return ana.client.post(f"{ana.path}/files", data={"name": name, "size": size}).location


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes = b"") -> bytes:
    head = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def packed_pdf(inside: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj <</Type /ObjStm /Filter /Fl>> stream\n" + zlib.compress(inside) + b"\nendstream"


REFUSED = {
    "a program": (b"MZ\x90\0" + b"\0" * 60, "is none of what we take"),
    "a picture of four gigapixels": (png(65_000, 65_000), "has too many pixels"),
    "a picture that ends early": (photo()[:300], "cannot be read"),
    "a picture that is packed wrongly": (png(40, 40, b"no zlib"), "cannot be read"),
    "a picture in name alone": (b"\xff\xd8\xff\xe0 not really", "cannot be read"),
    "a drawing with a script": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "holds a program"),
    "a drawing that runs as it opens": (b"<svg onload='alert(1)'/>", "holds a program"),
    "a PDF with a script": (b"%PDF-1.4\n<< /S /JavaScript /JS (app.alert(1)) >>", "holds a program"),
    "a PDF that hides its script": (b"%PDF-1.4\n<< /S /J#61vaScript >>", "holds a program"),
    "a PDF that packs its script": (packed_pdf(b"<< /S /JavaScript >>"), "holds a program"),
    "a PDF that starts a program": (b"%PDF-1.4\n<< /S /Launch /F (cmd.exe) >>", "holds a program"),
    "a page before a PDF": (b"<html>" + SCRIPT + b"\0%PDF-1.4", "is none of what we take"),
    "an archive": (b"PK\3\4" + b"\0" * 40, "is none of what we take"),
    "nothing": (b"", "is empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_hurts_is_refused_in_words_and_the_words_are_kept(ana: Ana, name: str):
    content, why = REFUSED[name]
    answer = send(ana, content)
    assert answer.status_code == 422
    assert why in answer.text
    assert "My words." in answer.text
    assert ana.kinds == ["opened"]
    assert list(filing().storage.names()) == [], "nothing of it is left"


@pytest.mark.parametrize("tail", [SCRIPT, b"PK\3\4 an archive", b"MZ a program"], ids=["page", "archive", "program"])
def test_what_hides_behind_a_picture_is_gone(ana: Ana, tail: bytes):
    assert send(ana, photo() + tail).status_code == 303
    assert tail not in had(ana).data


def test_a_picture_that_is_a_page_too_is_only_a_picture(ana: Ana):
    assert send(ana, photo(kind="GIF", comment=SCRIPT), "x.html").status_code == 303
    answer = had(ana)
    assert answer.mimetype == "image/png"
    assert SCRIPT not in answer.data
    assert 'filename="x.png"' in answer.headers["Content-Disposition"]


def test_exif_that_lies_turns_nothing_and_breaks_nothing(ana: Ana):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 99, "x" * 60_000
    assert send(ana, photo(60, 40, exif=exif)).status_code == 303
    assert Image.open(io.BytesIO(had(ana).data)).size == (60, 40)


def test_a_page_and_a_drawing_are_handed_out_as_what_no_browser_draws(ana: Ana):
    send(ana, b"<!doctype html><h1>Sign in</h1>", "login.html")
    answer = had(ana)
    assert answer.mimetype == "text/plain"
    assert 'filename="login.html.txt"' in answer.headers["Content-Disposition"]
    send(ana, b"<svg xmlns='http://www.w3.org/2000/svg'><circle r='4'/></svg>", "plan.svg")
    assert had(ana).mimetype == "application/octet-stream"


def test_a_name_that_leads_elsewhere_reads_backwards_or_never_ends_is_cleaned(ana: Ana):
    send(ana, photo(), "../../\u202egpj.exe" + "x" * 5_000 + ".jpg")
    page = words(ana.page())
    assert "gpj.exexxx" in page
    assert "\u202e" not in page
    assert "x" * 200 not in page


def test_an_upload_that_ends_early_waits_and_says_so(ana: Ana):
    path = bring(ana, 1_000)
    ana.client.post(f"{path}/pieces?from=0", data=b"x" * 400)
    ended = ana.client.post(f"{path}/finish")
    assert (ended.status_code, ended.text) == (422, "“film.mp4” has not arrived whole. Please choose it once more.")
    answer = ana.client.post(f"{ana.path}/replies", data={"body": "My words.", "file": path.rpartition("/")[2]})
    assert answer.status_code == 422
    assert "has not arrived whole" in answer.text
    assert "My words." in answer.text
    assert ana.client.get(f"{path}/state").headers["Upload-Offset"] == "400"


def test_a_piece_that_comes_twice_or_too_early_or_is_too_long_changes_nothing(ana: Ana):
    path = bring(ana, 10)
    for start, data, code, arrived in (
        (0, b"12345", 204, 5),
        (0, b"12345", 409, 5),
        (7, b"8", 409, 5),
        (5, b"x" * 6, 409, 5),
    ):
        answer = ana.client.post(f"{path}/pieces?from={start}", data=data)
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (code, str(arrived))
    assert ana.client.post(f"{path}/pieces?from=5", data=b"").status_code == 409
    assert ana.client.post(f"{path}/pieces?from=-1", data=b"x").status_code == 400
    assert ana.client.post(f"{path}/pieces?from=5", data=b"67890").status_code == 204
    assert ana.client.post(f"{path}/finish").text == "ready film.txt", "its content says what it is"


def test_a_file_is_sent_once_however_often_its_form_is(ana: Ana):
    path = bring(ana, 5, "a.txt")
    ana.client.post(f"{path}/pieces?from=0", data=b"words")
    ana.client.post(f"{path}/finish")
    key = path.rpartition("/")[2]
    for once in ("a", "a"):
        assert ana.client.post(f"{ana.path}/replies", data={"body": "x", "file": key, "once": once}).status_code == 303
    assert ana.kinds.count("reply") == 1


def test_an_upload_that_never_ends_is_put_away_and_its_pieces_with_it(ana: Ana):
    path = bring(ana, 1_000)
    ana.client.post(f"{path}/pieces?from=0", data=b"x" * 400)
    assert len(list(filing().storage.names())) == 1
    ana.clock.forward(hours=47)
    assert sweep() == 0
    ana.clock.forward(hours=2)
    assert sweep() == 1
    db.session.rollback()
    assert list(filing().storage.names()) == []
    assert [db.session.scalar(select(func.count()).select_from(table)) for table in (File, ArrivingPiece)] == [0, 0]
    assert ana.client.get(f"{path}/state").status_code == 404


def test_a_full_disk_is_told_in_words_and_nothing_is_lost(ana: Ana, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(obstore, "put", full)
        answer = send(ana, photo(), body="My words.")
    assert answer.status_code == 422
    assert "could not be stored just now. Your words are safe" in answer.text
    assert "My words." in answer.text
    assert send(ana, photo()).status_code == 303


def test_a_disk_that_is_full_while_a_file_is_looked_at_holds_it_back_until_there_is_room(ana: Ana, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(examine, "TemporaryDirectory", full)
        assert send(ana, photo(), "x.jpg").status_code == 303
        assert "x.jpg is being looked at" in words(ana.page())
    ana.clock.forward(minutes=2)
    sweep()
    assert "x.jpg picture" in words(ana.page())


def test_whatever_a_process_apart_dies_of_the_server_goes_on(ana: Ana, monkeypatch, tmp_path):
    dying = tmp_path / "dying.py"
    dying.write_text("import os; os.abort()")
    monkeypatch.setattr(apart, "__file__", str(dying))
    answer = send(ana, photo())
    assert answer.status_code == 422
    assert "cannot be read" in answer.text


def test_words_that_are_far_too_long_come_back_also_from_beside_a_file(ana: Ana):
    answer = send(ana, photo(), body="It hums. " * 16_000)
    assert answer.status_code == 413
    assert answer.text.count("It hums. ") > 15_000
