"""A plain form whose files are too large loses no word: what was typed is in the form again, and what is wrong."""

import http.client
import io
import re
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring
from werkzeug.datastructures import MultiDict
from werkzeug.test import create_environ
from werkzeug.wrappers import Request

from statuspage.domain.shares.share import shares_of
from statuspage.front import bridge
from statuspage.front.sieve import Sieve
from tests.cast import PASSWORD
from tests.front.house import send, served
from tests.patience import LONG

pytestmark = pytest.mark.heavy_on_postgresql

BOUNDARY = "----of-the-form"
TOO_LARGE = {"": 33 * 1024 * 1024, "/ask": 17 * 1024 * 1024}
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=60)
PARTS = st.lists(
    st.tuples(st.from_regex(r"[a-z]{1,8}", fullmatch=True), WORDS, st.binary(max_size=3_000), st.booleans())
)


def encoded(parts) -> bytes:
    body = b""
    for name, words, content, is_file in parts:
        file = '; filename="a.bin"\r\nContent-Type: application/octet-stream' if is_file else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'
        body += head.encode() + (content if is_file else words.encode()) + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def decoded(body: bytes) -> MultiDict[str, str]:
    """The fields of this form, in which there is no file."""
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    made = create_environ(method="POST", content_type=kind, input_stream=io.BytesIO(body))
    form = Request(made | {"CONTENT_LENGTH": str(len(body))})
    assert not form.files
    return form.form


@settings(deadline=None)
@given(PARTS, st.integers(1, 700))
def test_all_fields_pass_wherever_they_stand_and_no_file_does(parts, step):
    sieve, body = Sieve(BOUNDARY.encode(), 100_000, 1_000), encoded(parts)
    for at in range(0, len(body), step):
        sieve.add(body[at : at + step])
    assert decoded(sieve.form()) == MultiDict((part[0], part[1]) for part in parts if not part[3])


@given(st.lists(st.binary(max_size=400) | st.just(f"\r\n--{BOUNDARY}".encode()) | st.just(b"\r\n\r\n")))
def test_whatever_comes_it_holds_no_more_than_it_may(chunks):
    sieve = Sieve(BOUNDARY.encode(), 1_000, 5)
    for chunk in chunks:
        sieve.add(chunk)
        assert len(sieve.form()) < 1_000 + 400 + 2_048 + 2 * len(BOUNDARY) + 20


def test_a_form_that_breaks_off_gives_the_words_that_came():
    sieve = Sieve(BOUNDARY.encode(), 1_000, 5)
    sieve.add(encoded([("body", "It leaks, and it hums.", b"", False)]).partition(b", and")[0])
    assert decoded(sieve.form()) == MultiDict({"body": "It leaks"})


def answered(line: socket.socket) -> tuple[int, str]:
    """Status and text of the answer."""
    answer = http.client.HTTPResponse(line)
    answer.begin()
    return answer.status, answer.read().decode()


class Sender:
    """Sends a form over a bare socket, its words on both sides of a file."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie

    def send(
        self, path: str, size: int, before: dict[str, str], after: dict[str, str], most: int = 0
    ) -> tuple[int, str]:
        """Status and text of what is answered once all of it was sent, or so many bytes at ``most``."""
        head = encoded([(name, words, b"", False) for name, words in before.items()]).removesuffix(
            f"--{BOUNDARY}--\r\n".encode()
        )
        head += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'.encode()
        tail = b"\r\n" + encoded([(name, words, b"", False) for name, words in after.items()])
        lines = [
            f"POST {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Content-Length: {len(head) + size + len(tail)}",
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
            "Sec-Fetch-Site: same-origin",
            f"Cookie: {self.cookie}",
        ]
        with socket.create_connection(("127.0.0.1", self.port), LONG) as line:
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + head)
            left = most or size
            while left > 0:
                left -= line.send(bytes(min(left, 262_144)))
            if not most:
                line.sendall(tail)
            return answered(line)


@pytest.fixture
def sender(app, cast):
    with served(app) as server:
        yield Sender(server.port)


def path_of(app, run, cast) -> str:
    urls = app.extensions["urls"]
    return run(lambda session: urls.shared(shares_of(session, cast.ticket.id)["private"])).removeprefix(urls.base)


def test_a_customers_words_are_in_the_form_again(sender, app, run, cast):
    status, page = sender.send(
        f"{path_of(app, run, cast)}/replies", TOO_LARGE[""], {"once": "one"}, {"body": "It leaks since Monday."}
    )
    assert status == 422
    assert fromstring(page).xpath('string(//textarea[@name="body"])').strip() == "It leaks since Monday."
    assert "too large together, and did not come along: a form brings 32\xa0MB at once" in page.replace(" MB", "\xa0MB")
    assert run(lambda session: session.get_one(type(cast.ticket), cast.ticket.id).letters) == 0


def test_whoever_asks_finds_all_that_they_typed(sender, cast):
    asked = {"name": "Joana Reis", "contact": "joana@example.net", "also": "+351 21 000 0000"}
    status, page = sender.send("/ask", TOO_LARGE["/ask"], {"story": "The pump hums.", "files_key": "k" * 16}, asked)
    assert status == 422
    shown = fromstring(page)
    assert shown.xpath('string(//textarea[@name="story"])').strip() == "The pump hums."
    assert {name: shown.xpath(f'string(//input[@name="{name}"]/@value)') for name in asked} == asked
    assert "a form brings 16" in page


def test_an_agents_letter_stays_with_its_next_word(sender, client, app, cast):
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    ticket = f"/desk/tickets/{cast.ticket.id}"
    token = re.search(r'name="csrf" value="([^"]+)"', client.get(ticket).text)
    assert token is not None
    sender.cookie = f"desk={client.get_cookie('desk').value}"
    typed = {"promise": "ask", "by_phone": "yes"}
    status, page = sender.send(
        f"{ticket}/letters", TOO_LARGE[""], {"csrf": token[1], "body": "Ana, here is the film."}, typed
    )
    assert status == 422
    shown = fromstring(page)
    assert shown.xpath('string(//textarea[@id="letter-body"])').strip() == "Ana, here is the film."
    assert shown.xpath('//input[@name="promise" and @value="ask" and @checked]')
    assert "a form brings 32" in page


def test_whoever_has_no_key_is_answered_after_a_little_of_it(sender, cast):
    status, _ = sender.send("/t/nobody/replies", TOO_LARGE[""], {"body": "x"}, {}, most=400_000)
    assert status == 404


def test_so_much_is_read_and_no_more_and_then_what_was_typed_before_the_file_is_answered(
    sender, app, run, cast, monkeypatch
):
    monkeypatch.setattr(bridge, "MOST", 34 * 1024 * 1024)
    path = f"{path_of(app, run, cast)}/replies"
    status, page = sender.send(path, 900 * 1024 * 1024, {"body": "It leaks."}, {}, most=35 * 1024 * 1024)
    assert status == 422
    assert fromstring(page).xpath('string(//textarea[@name="body"])').strip() == "It leaks."


def test_a_form_of_unknown_length_is_sifted_once_it_has_become_too_long(app, cast, monkeypatch):
    with served(app) as server, socket.create_connection(("127.0.0.1", server.port), LONG) as line:
        lines = ["POST /ask HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked", "Sec-Fetch-Site: same-origin"]
        lines += [f"Content-Type: multipart/form-data; boundary={BOUNDARY}"]
        line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        parts = [("story", "The pump hums.", b"", False), ("files", "", bytes(17 * 1024 * 1024), True)]
        body = encoded([*parts, ("name", "Joana Reis", b"", False)])
        for at in range(0, len(body), 1024 * 1024):
            chunk = body[at : at + 1024 * 1024]
            line.sendall(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        line.sendall(b"0\r\n\r\n")
        status, page = answered(line)
    assert status == 422
    assert "The pump hums." in page
    assert "Joana Reis" in page


def test_the_form_says_beforehand_how_much_it_brings(client, app, run, cast):
    assert "All together up to 16" in client.get("/ask").text
    assert "All together up to 32" in client.get(path_of(app, run, cast)).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_form_of_which_nothing_was_kept_is_refused_in_words_too(app, cast):
    with served(app) as server:
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        status, headers, _ = send(server.port, "POST", "/ask/link", b"email=" + b"x" * 9_000, host="localhost", **kind)
    assert (status, headers["content-type"]) == (413, "text/html; charset=utf-8")
