"""Long bodies and long answers pass through the front in chunks, and cost it a file instead of memory."""

import asyncio
import http.client
import io
from urllib.parse import urlsplit

import pytest

from statuspage.domain.shares.share import shares_of
from statuspage.filing.storage import CHUNK
from statuspage.front.bodies import IN_MEMORY, Body
from statuspage.front.sieve import Sieve
from statuspage.front.slots import Full, Slots
from statuspage.protocol import Beforehand
from tests.front.house import served

pytestmark = pytest.mark.heavy_on_postgresql

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\0mdat" + bytes(range(256)) * 30_000  # 7.7 MB, too much for memory


def arrived(*chunks: bytes, slots: Slots | None = None, sieve: Sieve | None = None) -> Body:
    """A body that has come in these chunks."""

    async def come() -> Body:
        body = Body(slots, "a visitor", sieve)
        for chunk in chunks:
            await body.add(chunk)
        await body.end()
        return body

    return asyncio.run(come())


@pytest.mark.parametrize("size", [0, 1, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY])
def test_a_body_is_whole_wherever_it_is_held(size: int):
    whole = (b"0123456789" * (size // 10 + 1))[:size]
    body = arrived(*(whole[at : at + 65_536] for at in range(0, size, 65_536)))
    assert len(body) == size
    assert body.reader().read() == whole
    body.close()
    assert len(body) == 0


def test_there_is_room_for_so_many_files_of_each_and_of_all():
    slots = Slots(2, 1)
    first = arrived(b"x" * (IN_MEMORY + 1), slots=slots)
    with pytest.raises(Full):
        arrived(b"x" * (IN_MEMORY + 1), slots=slots)
    arrived(b"x" * IN_MEMORY, slots=slots).close()
    first.close()
    arrived(b"x" * (IN_MEMORY + 1), slots=slots).close()


def test_a_long_form_and_a_long_answer_pass_whole(app, run, cast):
    urls = app.extensions["urls"]
    path = run(lambda session: urls.shared(shares_of(session, cast.ticket.id)["private"])).removeprefix(urls.base)
    with served(app) as server:
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        boundary = "of-the-form"
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'.encode()
        form = head + FILM + f"\r\n--{boundary}--\r\n".encode()
        line.request("POST", f"{path}/replies", form, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        answer = line.getresponse()
        answer.read()
        assert answer.status == 303
        line.request("GET", path)
        page = line.getresponse().read().decode()
        start = page.index(f"{path}/files/")
        file = page[start : page.index('"', start)]
        line.request("GET", file)
        led = line.getresponse()
        led.read()
        line.request("GET", urlsplit(led.headers["Location"]).path)
        given = line.getresponse()
        assert given.headers["Content-Length"] == str(len(FILM))
        assert given.read() == FILM
        some = {"Range": "bytes=6000000-"}
        line.request("GET", urlsplit(led.headers["Location"]).path, headers=some)
        given = line.getresponse()
        assert (given.status, given.read()) == (206, FILM[6_000_000:])
        line.request("HEAD", urlsplit(led.headers["Location"]).path, headers=some)
        given = line.getresponse()
        assert (given.status, given.headers["Content-Length"], given.read()) == (200, str(len(FILM)), b"")
        line.request("GET", urlsplit(led.headers["Location"]).path)
        line.getresponse().read(CHUNK // 2)
        line.close()  # whoever leaves half-way is no fault
        line.request("GET", path)
        assert line.getresponse().status == 200
        line.close()


@pytest.mark.parametrize("has_words", [True, False])
def test_a_form_that_the_disk_has_no_room_for_keeps_its_words_or_is_asked_for_later(monkeypatch, has_words: bool):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda buffering: io.FileIO("/dev/full", "r+"))
    head = b'--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nWhat I typed.\r\n'
    head += b'--b\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    sieve = Sieve(b"b", 1_000, 10) if has_words else None
    if sieve is None:
        with pytest.raises(Full):
            arrived(head, FILM, sieve=sieve)
        return
    body = arrived(head, FILM, b"\r\n--b--\r\n", sieve=sieve)
    assert body.sifted == Beforehand.NO_ROOM
    assert b"What I typed." in body.reader().read()
    body.close()
