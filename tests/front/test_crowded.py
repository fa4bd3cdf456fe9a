"""When more ask than can be answered: who is refused hears it in words, keeps theirs, and nothing of it is done."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask import Flask

from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.front import refusing
from statuspage.front.waiting_line import WaitingLine
from tests.cast import Cast
from tests.conftest import START
from tests.front.house import Server, get, send, served
from tests.outages.letters import written

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
TYPED = {"body": "It is word-7 <again>.", "once": "the form of 7"}


@pytest.fixture
def paths(app: Flask, cast: Cast) -> dict[str, str]:
    """The addresses that the keys of Ana's ticket open."""
    with app.app_context():
        with write() as session:
            publish(session, cast.ticket.id, PublicChoice(letters=True), START)
        urls, shares = app.extensions["urls"], shares_of(db.session(), cast.ticket.id)
        return {scope: urls.shared(share).removeprefix(urls.base) for scope, share in shares.items()}


@pytest.fixture
def house(app: Flask, paths: dict[str, str]) -> Iterator[Server]:
    with served(app) as running:
        yield running


@pytest.fixture
def away(house: Server, paths: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """No turn is left for anybody; whether they sent something, of those who were turned away."""
    assert get(house.port, paths["public"])[0] == 200
    away: list[bool] = []
    monkeypatch.setattr("statuspage.front.waiting_line.AT_LAST", 0.001)
    house.front._pages.line = WaitingLine(0, away.append)
    return away


def test_who_reads_is_told_in_their_language_and_all_get_the_same(
    house: Server, paths: dict[str, str], away: list[bool]
) -> None:
    status, headers, body = get(house.port, paths["private"])
    assert (status, headers["retry-after"], headers["cache-control"]) == (503, "5", "no-store")
    assert "set-cookie" not in headers
    assert "x-request-id" not in headers
    assert "More people are here right now" in body.decode()
    assert 'href=""' in body.decode(), "the same address is asked again"
    assert get(house.port, "/desk/login")[2] == body, "nothing in it tells what was asked for"
    assert "mehr Menschen" in get(house.port, paths["private"], Accept_Language="de")[2].decode()
    assert "<html" not in get(house.port, paths["private"], HX_Request="true")[2].decode()
    told = get(house.port, f"{paths['private']}.json")
    assert "More people are here" in json.loads(told[2])["error"]
    assert away == [False] * 5


def test_what_was_sent_is_not_taken_comes_back_and_can_be_sent_once_more(
    app: Flask, cast: Cast, house: Server, paths: dict[str, str], away: list[bool]
) -> None:
    status, headers, body = send(house.port, "POST", f"{paths['private']}/replies", urlencode(TYPED).encode(), **FORM)
    assert (status, headers["retry-after"], away) == (503, "5", [True])
    page = body.decode()
    assert "Please send it again in a few seconds" in page
    assert "Your words, which were not sent" in page
    assert page.count("It is word-7 &lt;again&gt;.") == 2, "to be read, and to be sent"
    with app.app_context():
        assert written(cast.ticket.id) == []
    house.front._pages.line = WaitingLine(1, away.append)
    action = re.search(r'<form method="post" action="([^"]+)"', page)
    assert action
    assert send(house.port, "POST", action[1], urlencode(TYPED).encode(), **FORM)[0] == 303
    with app.app_context():
        assert written(cast.ticket.id) == [7]


def test_words_without_a_key_of_ours_are_not_given_back(house: Server, away: list[bool]) -> None:
    page = send(house.port, "POST", "/t/unknown/replies", urlencode(TYPED).encode(), **FORM)
    assert page[0] == 503
    assert b"word-7" not in page[2]


def test_that_somebody_is_there_goes_before_nobody(house: Server, paths: dict[str, str], away: list[bool]) -> None:
    assert send(house.port, "POST", f"{paths['private']}/presence", b"", **FORM)[0] == 503
    assert away == [False]


def test_what_is_kept_and_what_a_monitor_asks_is_answered_as_ever(
    house: Server, paths: dict[str, str], away: list[bool]
) -> None:
    for path in ("/healthz", "/readyz", "/static/css/base.css", paths["public"]):
        assert get(house.port, path)[0] == 200, path
    assert away == []


def test_where_even_the_refusals_are_too_many_it_is_said_plainly(
    house: Server, paths: dict[str, str], away: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusing, "MOST", 0)
    status, headers, body = send(house.port, "POST", f"{paths['private']}/replies", urlencode(TYPED).encode(), **FORM)
    assert (status, headers["retry-after"], body[:19]) == (503, "5", b"Service Unavailable")
