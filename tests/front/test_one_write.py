"""An answer of the app that is given in one write says the same as the one that uvicorn gives in its own way."""

import re

import pytest
from flask import Flask, Response

from statuspage.front.wire import Wire
from tests.front.house import Server
from tests.front.test_wire import said

ASKED = [
    b"GET /whole HTTP/1.1",
    b"HEAD /whole HTTP/1.1",
    b"GET /whole HTTP/1.0",
    b"POST /whole HTTP/1.1\r\nContent-Length: 3",
    b"POST /whole HTTP/1.1\r\nContent-Length: 3\r\nExpect: 100-continue",
    b"GET /nothing HTTP/1.1",
    b"GET /unchanged HTTP/1.1",
    b"GET /closing HTTP/1.1",
    b"GET /nowhere HTTP/1.1",
    b"GET /control HTTP/1.1",
]


@pytest.fixture
def answers(small: Flask) -> None:
    small._got_first_request = False
    small.add_url_rule("/whole", "whole", lambda: Response("words", headers={"X-One": "1"}), methods=["GET", "POST"])
    small.add_url_rule("/nothing", "nothing", lambda: ("", 204))
    small.add_url_rule("/unchanged", "unchanged", lambda: Response(status=304, headers={"ETag": '"1"'}))
    small.add_url_rule("/closing", "closing", lambda: Response("words", headers={"Connection": "close"}))
    small.add_url_rule("/control", "control", lambda: Response("words", headers={"X-One": "1\x00"}))


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize("asked", ASKED)
def test_it_is_the_same(server: Server, monkeypatch: pytest.MonkeyPatch, asked: bytes) -> None:
    body = b"abc" if asked.startswith(b"POST") else b""
    twice = asked + b"\r\nHost: localhost\r\n\r\n" + body + asked
    sent = twice + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n" + body
    given: list[bool] = []
    give = Wire._give_whole

    def note(*how: object) -> bool:
        given.append(give(*how))  # type: ignore[arg-type]
        return given[-1]

    monkeypatch.setattr(Wire, "_give_whole", note)
    ours = _same(said(server, sent))
    assert given
    assert given[0] == (asked.split()[1] not in (b"/closing", b"/control") and not asked.startswith(b"HEAD"))
    monkeypatch.setattr(Wire, "_give_whole", lambda *_how: False)
    assert ours == _same(said(server, sent))
    assert ours or asked.split()[1] == b"/control"


def _same(answer: bytes) -> list[list[bytes]]:
    """Its heads and bodies, in their order; the fields of a head may stand in any."""
    parts = re.sub(rb"\r\n(date|x-request-id): [^\r]*|request_id: \w+", b"", answer).split(b"\r\n\r\n")
    return [sorted(part.split(b"\r\n")) for part in parts if part]
