"""The customer's page, asked for again: from memory, before Flask begins, packed, and never as it was before."""

import gzip
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import request, request_started
from sqlalchemy.exc import OperationalError

from statuspage.domain.companion_verbs import let_go, let_in
from statuspage.domain.customer_verbs import reply
from statuspage.domain.our_company import change_our_company
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import Share, shares_of
from statuspage.domain.shares.verbs import rotate
from statuspage.protocol import Beforehand
from statuspage.surfaces.customer import again, page_cache
from statuspage.wiping import forget_kept
from tests.databases import KINDS
from tests.surfaces.private_things import Ana, fresh

KEYS = re.compile(r'(?<=name="once" value=")[A-Za-z0-9_-]{16}(?=")')


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A line for each page that is not given from memory."""
    made: list[str] = []
    remember = page_cache.remember
    monkeypatch.setattr(page_cache, "remember", lambda *given: (made.append("made"), remember(*given))[1])
    return made


@pytest.fixture
def begun(ana: Ana) -> Iterator[list[str]]:
    """The path of each request that came as far as Flask."""
    begun: list[str] = []

    def note(_app: object, **_: object) -> None:
        begun.append(request.path)

    with request_started.connected_to(note, ana.app):
        yield begun


def shown(ana: Ana, path: str = "", **headers: str) -> str:
    answer = ana.client.get(path or ana.path, headers={"Accept-Encoding": "gzip", **headers})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.headers["Content-Encoding"] == "gzip"
    return KEYS.sub("", gzip.decompress(answer.data).decode())


def test_it_is_packed_for_who_takes_that_and_the_same_for_who_does_not(ana: Ana, made: list[str]):
    ana.write()
    assert shown(ana) == KEYS.sub("", ana.page())
    assert "Content-Encoding" not in ana.read(Accept_Encoding="gzip;q=0, br").headers
    assert len(made) == 1


def test_each_form_has_a_key_of_its_own_each_time_in_what_is_packed_too(ana: Ana):
    ana.write()
    pages = [gzip.decompress(ana.read(Accept_Encoding="gzip").data).decode() for _ in range(2)]
    keys = [key for page in pages for key in KEYS.findall(page)]
    assert len(set(keys)) == len(keys) == 8


def _set(ana: Ana, run: Callable[..., object], who: str, **field: object) -> None:
    ((name, value),) = field.items()
    run(lambda session: setattr(session.merge(getattr(ana.cast, who)), name, value))


OURS = {"name": "Riverside Roasters"}
CHANGES = {
    "the customer's phone": lambda ana, run: _set(ana, run, "ana", phone="+351 21 000 00 00"),
    "the customer's language": lambda ana, run: _set(ana, run, "ana", language="de"),
    "the customer's time zone": lambda ana, run: _set(ana, run, "ana", zone="Asia/Tokyo"),
    "when the customer can be called": lambda ana, run: _set(ana, run, "ana", reach_when="After six"),
    "the owner's name": lambda ana, run: _set(ana, run, "maria", name="Maria Okafor-Silva"),
    "the owner's place": lambda ana, run: _set(ana, run, "maria", place="Braga"),
    "the owner's hours": lambda ana, run: _set(ana, run, "maria", hours={}),
    "a letter": lambda ana, run: ana.write("A second one."),
    "a reply": lambda ana, run: ana.do(reply, body="Guests are on their way."),
    "somebody who reads along": lambda ana, run: ana.do(let_in, name="Joana Reis"),
    "the public view": lambda ana, run: ana.do(publish, PublicChoice()),
    "our company's name": lambda ana, run: run(change_our_company, ana.clock(), OURS, agent_id=None),
    "the address of a feed": lambda ana, run: ana.do(rotate, "feed"),
    "what the clock shows": lambda ana, run: ana.clock.forward(hours=1),
}


@pytest.mark.parametrize("what", CHANGES)
def test_after_a_change_of(ana: Ana, run: Callable[..., object], made: list[str], begun: list[str], what: str):
    ana.write()
    before = shown(ana)
    assert shown(ana) == before
    assert (len(made), len(begun)) == (1, 1), "the second one is given from memory"
    CHANGES[what](ana, run)
    after = shown(ana)
    assert after != before
    page_cache.forget(ana.app)
    assert shown(ana) == after, "as it is when nothing is kept"


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_on_either_database_it_is_kept_until_something_changes(ana: Ana, made: list[str], begun: list[str]):
    ana.write()
    assert shown(ana) == shown(ana)
    assert (len(made), len(begun)) == (1, 1)
    ana.do(reply, body="Guests are on their way.")
    assert "on their way" in shown(ana)


def test_a_link_that_was_replaced_opens_nothing_however_lately_it_was_read(ana: Ana):
    ana.write()
    path = ana.path
    assert shown(ana) == shown(ana)
    ana.do(rotate, "private")
    assert ana.client.get(path, headers={"Accept-Encoding": "gzip"}).status_code == 410
    assert path not in shown(ana)


def test_a_link_that_has_ended_opens_nothing_from_that_instant_on(ana: Ana, run: Callable[..., object]):
    ana.write()
    with fresh() as session:
        share_id = shares_of(session, ana.id)["private"].id
    ends = ana.clock() + timedelta(seconds=20)
    run(lambda session: setattr(session.get_one(Share, share_id), "expires_at", ends))
    path, packed = ana.path, {"Accept-Encoding": "gzip"}
    for seconds, status in ((0, 200), (19, 200), (1, 410)):
        ana.clock.forward(seconds=seconds)
        assert ana.client.get(path, headers=packed).status_code == status


def test_every_header_is_that_of_a_page_made_anew(ana: Ana):
    ana.write()
    for packed in ({}, {"Accept-Encoding": "gzip"}):
        first, again = (ana.client.get(ana.path, headers=packed) for _ in range(2))
        assert sorted(again.headers) == sorted(first.headers)
        assert len(again.data) == int(again.headers["Content-Length"])


def test_what_asks_otherwise_goes_by_every_door(ana: Ana, begun: list[str]):
    ana.write()
    path = ana.path
    for _ in range(2):
        shown(ana)
    assert begun == [path]
    assert ana.client.head(path).status_code == 200
    assert ana.client.get(path, headers={"Host": "elsewhere.example"}).status_code == 421
    assert ana.client.get(f"{path}/live").status_code == 200
    assert ana.client.get(path, data="more").status_code == 200
    crowded = ana.client.get(path, headers={"Accept-Encoding": "gzip"}, environ_overrides={Beforehand.CROWDED: True})
    assert crowded.status_code == 503
    assert len(begun) == 6


def test_once_settings_are_others_it_is_made_anew(ana: Ana, begun: list[str]):
    ana.write()
    shown(ana)
    ana.app.extensions["settings"] = replace(ana.app.extensions["settings"], company_phone="+44 20 0000 0000")
    shown(ana)
    assert len(begun) == 2


def test_a_database_that_fails_meanwhile_is_asked_once(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    ana.write()
    shown(ana)
    asked: list[str] = []

    def fail(*_: object) -> None:
        asked.append("asked")
        is_busy = sqlite3.OperationalError("database is locked")
        is_busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise OperationalError("SELECT", {}, is_busy)

    monkeypatch.setattr("statuspage.surfaces.customer.again.read_shares", fail)
    monkeypatch.setattr("statuspage.security.access.read_shares", fail)
    answer = ana.read(**{"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert len(asked) == 1
    monkeypatch.undo()
    assert shown(ana)


def test_requests_are_known_up_to_a_number_and_a_length(ana: Ana, begun: list[str], monkeypatch: pytest.MonkeyPatch):
    ana.write()
    for _ in range(2):
        ana.read(f"?said={'x' * again.LONGEST}")
    assert len(begun) == 2
    monkeypatch.setattr(again, "MOST", 3)
    for number in (1, 2, 3, 4, 4, 1):
        ana.read(f"?said={number}")
    assert len(begun) == 2 + 5, "the fourth took the room of all before"


def test_whoever_erases_lets_all_of_it_be_forgotten(ana: Ana, begun: list[str]):
    ana.write()
    for _ in range(2):
        shown(ana)
    with ana.app.app_context():
        forget_kept()
    shown(ana)
    assert len(begun) == 2


def test_a_companion_gets_their_own_and_nothing_once_they_are_let_go(ana: Ana, begun: list[str]):
    ana.write()
    joana = ana.do(let_in, name="Joana Reis").id
    with fresh() as session:
        theirs = ana.app.extensions["urls"].shared(shares_of(session, ana.id, joana)["private"])
    hers = shown(ana)
    assert shown(ana, theirs) == shown(ana, theirs)
    assert sum(theirs.endswith(path) for path in begun) == 2, "whose right to read is looked up each time"
    assert "You read it as Joana" in re.sub("<[^>]+>", "", shown(ana, theirs))
    assert shown(ana) == hers
    assert "You read it as" not in re.sub("<[^>]+>", "", hers)
    ana.do(let_go, companion_id=joana)
    assert ana.client.get(theirs).status_code == 410


def test_an_address_on_the_page_goes_at_the_instant_at_which_it_ends(ana: Ana, run: Callable[..., object]):
    ana.write()
    feed, ends = ana.link("feed"), ana.clock() + timedelta(seconds=20)
    with fresh() as session:
        share_id = shares_of(session, ana.id)["feed"].id
    run(lambda session: setattr(session.get_one(Share, share_id), "expires_at", ends))
    assert feed in shown(ana)
    ana.clock.forward(seconds=20)
    assert feed not in shown(ana)


def test_where_no_language_was_said_it_is_in_that_of_each_browser(ana: Ana, run: Callable[..., object]):
    ana.write()
    _set(ana, run, "ana", language="")
    for language in ("de", "en", "ar", "de"):
        assert f'<html lang="{language}"' in shown(ana, Accept_Language=language)
    answer = ana.read(Accept_Language="de")
    assert "Accept-Language" in answer.headers["Vary"]


def test_what_is_kept_has_an_end_whatever_is_asked_for(ana: Ana, monkeypatch: pytest.MonkeyPatch):
    ana.write()
    room = 3 * len(ana.page().encode())
    monkeypatch.setattr(page_cache, "ROOM", room)
    page_cache.forget(ana.app)
    monkeypatch.setattr(page_cache.Texts.__init__, "__defaults__", (room,))
    for number in range(20):
        ana.read(f"?said={number}{'x' * 3_000}", **{"Accept-Language": "de" * 1_000})
    texts = page_cache._texts()
    assert 0 < sum(len(text) for text in texts._texts.values()) <= room
    assert all(len(key) < 100 for key in texts._texts if isinstance(key, bytes))
