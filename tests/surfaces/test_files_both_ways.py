"""Files on both sides' pages: brought by a plain form or piece by piece, and handed out to whoever reads the ticket."""

import io
import re

from PIL import Image
from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.files.file import File
from tests.pictures import photo
from tests.surfaces.desk import csrf, log_in
from tests.surfaces.private_things import Ana, words

PLAIN = "text/plain; charset=utf-8"


def send(ana: Ana, *files: tuple[bytes, str], body: str = "Here it is.", **fields: object):
    chosen = [(io.BytesIO(content), name) for content, name in files]
    return ana.client.post(f"{ana.path}/replies", data={"body": body, "files": chosen, **fields})


def address(page: str, ending: str = "") -> str:
    return re.search(rf'"([^"]+/files/[\w-]{{22}}){ending}"', page)[1] + ending


def test_a_plain_form_brings_a_photo_and_the_page_shows_it_beneath_its_words(ana: Ana):
    assert send(ana, (photo(), "My machine.jpeg")).status_code == 303
    page = ana.page()
    assert "My machine.jpeg" in page
    assert "picture, 1 kB" in words(page)
    small = ana.client.get(address(page, "/small"), follow_redirects=True)
    assert (small.status_code, small.mimetype) == (200, "image/webp")


def test_a_file_is_handed_out_to_be_saved_at_an_address_that_runs_nothing(ana: Ana):
    send(ana, (b"%PDF-1.4\n% nothing else", "../../Rechnung ü.pdf"))
    led = ana.client.get(address(ana.page()))
    assert led.status_code == 303
    assert led.location.startswith("http://localhost/files/")
    answer = ana.app.test_client().get(led.location)
    assert answer.data == b"%PDF-1.4\n% nothing else"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "Rechnung%20%C3%BC.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Set-Cookie" not in answer.headers
    ana.clock.forward(minutes=11)
    assert ana.app.test_client().get(led.location).status_code == 404


def test_a_refused_file_loses_neither_the_words_nor_the_good_ones(ana: Ana):
    answer = send(ana, (photo(), "good.jpg"), (b"MZ\0\0\0", "bad.exe"), body="Look at this.", once="a")
    assert answer.status_code == 422
    assert "“bad.exe” is none of what we take" in answer.text
    assert "Look at this." in answer.text
    key = re.search(r'name="file" value="([\w-]{22})" checked', answer.text)[1]
    assert ana.kinds == ["opened"]
    assert send(ana, body="Look at this.", file=key, once="b").status_code == 303
    assert "good.jpg" in ana.page()


def test_a_file_needs_no_words(ana: Ana):
    assert send(ana, (photo(), "x.jpg"), body="").status_code == 303
    assert "x.jpg" in ana.page()


def test_the_same_words_with_another_file_are_another_reply(ana: Ana):
    send(ana, (photo(), "one.jpg"), once="a")
    send(ana, (photo(), "two.jpg"), once="a")
    send(ana, (photo(), "two.jpg"), once="a")
    assert ana.kinds.count("reply") == 2


def bring(ana: Ana, content: bytes, name: str = "film.mp4", size: int | None = None) -> str:
    begun = ana.client.post(f"{ana.path}/files", data={"name": name, "size": size or len(content)})
    assert (begun.status_code, begun.content_type) == (201, PLAIN)
    assert begun.headers["Upload-Offset"] == "0"
    return begun.location.removeprefix("http://localhost")


FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\0mdat" + bytes(range(256)) * 40


def test_a_file_comes_piece_by_piece_and_goes_on_after_a_broken_line(ana: Ana):
    path = bring(ana, FILM)
    assert ana.client.post(f"{path}/pieces?from=0", data=FILM[:1000]).headers["Upload-Offset"] == "1000"
    far = ana.client.get(f"{path}/state")
    assert (far.text, far.headers["Upload-Offset"]) == ("arriving", "1000")
    again = ana.client.post(f"{path}/pieces?from=0", data=FILM[:1000])
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, "1000")
    assert ana.client.post(f"{path}/finish").status_code == 422, "it is not all there"
    assert ana.client.post(f"{path}/pieces?from=1000", data=FILM[1000:]).status_code == 204
    assert ana.client.post(f"{path}/finish").text == "ready film.mp4"
    assert ana.client.post(f"{path}/finish").text == "ready film.mp4"
    key = path.rpartition("/")[2]
    assert send(ana, file=key).status_code == 303
    answer = ana.client.get(address(ana.page()), follow_redirects=True)
    assert (answer.data, answer.mimetype) == (FILM, "video/mp4")


def test_what_was_not_sent_is_its_bringers_alone_and_can_be_taken_out(ana: Ana):
    path = bring(ana, b"words", "a.txt")
    ana.client.post(f"{path}/pieces?from=0", data=b"words")
    assert ana.client.post(f"{path}/finish").text == "ready a.txt"
    assert ana.client.get(path).status_code == 303
    log_in(ana.client)
    assert ana.client.get(f"/desk/tickets/{ana.id}/files/{path.rpartition('/')[2]}").status_code == 404
    assert ana.client.post(f"{path}/removal").status_code == 204
    assert ana.client.get(f"{path}/state").status_code == 404


def test_an_agent_sends_files_with_a_letter_and_both_sides_can_have_them(ana: Ana):
    log_in(ana.client)
    fields = {"csrf": csrf(ana.client), "heard": "It dies.", "body": "See the plan.", "promise": "ask"}
    answer = ana.client.post(
        f"/desk/tickets/{ana.id}/letters", data={**fields, "files": [(io.BytesIO(b"step one"), "plan.txt")]}
    )
    assert answer.status_code == 303
    desk = ana.client.get(f"/desk/tickets/{ana.id}").text
    assert ana.client.get(address(desk), follow_redirects=True).data == b"step one"
    assert ana.client.get(address(ana.page()), follow_redirects=True).data == b"step one"


def test_a_replaced_link_ends_the_addresses_of_its_files(ana: Ana):
    send(ana, (photo(), "x.jpg"))
    path = address(ana.page())
    led = ana.client.get(path).location
    ana.client.post(f"{ana.path}/link", data={"once": "z"})
    assert ana.client.get(led).status_code == 404
    assert ana.client.get(path).status_code == 410
    assert ana.client.get(address(ana.page()), follow_redirects=True).status_code == 200


def test_somebody_who_asks_brings_files_by_a_plain_form(ana: Ana):
    form = ana.client.get("/ask").text
    key = re.search(r'name="files_key" value="([^"]+)"', form)[1]
    asked = {"story": "It leaks.", "name": "Kenji Mori", "contact": "kenji@example.org", "files_key": key}
    refused = ana.client.post("/ask", data=asked | {"contact": "", "files": [(io.BytesIO(photo()), "leak.jpg")]})
    assert refused.status_code == 422
    sent = re.search(r'name="file" value="([\w-]{22})" checked', refused.text)[1]
    assert ana.client.get(f"/ask/{key}/files/{sent}/small", follow_redirects=True).mimetype == "image/webp"
    answer = ana.client.post("/ask", data=asked | {"file": sent}, follow_redirects=True)
    assert "leak.jpg" in answer.text


def test_an_address_of_a_file_that_was_taken_out_opens_no_other(ana: Ana):
    """SQLite gives the next file the id of the last one that is gone."""
    key = re.search(r'name="files_key" value="([^"]+)"', ana.client.get("/ask").text)[1]
    base = f"/ask/{key}/files"

    def bring_there() -> str:
        path = ana.client.post(base, data={"name": "a.jpg", "size": len(photo())}).location
        ana.client.post(f"{path}/pieces?from=0", data=photo())
        assert ana.client.post(f"{path}/finish").text == "ready a.jpg"
        return path

    first = bring_there()
    signed = ana.client.get(f"{first}/small").location
    assert ana.client.get(signed).status_code == 200
    ana.client.post(f"{first}/removal")
    second = ana.client.get(f"{bring_there()}/small").location
    assert ana.client.get(second).status_code == 200
    assert ana.client.get(signed).status_code == 404


def test_a_picture_keeps_nothing_of_where_and_with_what_it_was_taken(ana: Ana):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Canon"
    exif.get_ifd(0x8825)[1] = "N"
    send(ana, (photo(80, 40, exif=exif, comment=b"home"), "x.jpg"))
    data = ana.client.get(address(ana.page()), follow_redirects=True).data
    made = Image.open(io.BytesIO(data))
    assert made.size == (40, 80), "it stands upright"
    assert not dict(made.getexif())
    assert b"Canon" not in data
    assert b"home" not in data


def test_how_much_may_come_is_said_before(ana: Ana):
    assert "up to 10 at once, 50 MB each, and 250 MB a day" in words(ana.page())


def test_too_large_is_refused_as_soon_as_it_is_announced(ana: Ana):
    answer = ana.client.post(f"{ana.path}/files", data={"name": "film.mp4", "size": str(50_000_001)})
    assert (answer.status_code, answer.text) == (422, "“film.mp4” is too large: 50 MB is the most for one file.")
    assert db.session.scalar(select(File)) is None
