"""What anyone may see is read from a replica, and nobody can tell that by what they see."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import rotate
from statuspage.protocol import PublicVersion
from statuspage.replica import Replica
from statuspage.security.sessions import cookie_name
from tests.conftest import settings_for
from tests.fleet.conftest import SHORT, well
from tests.front.house import get, served
from tests.patience import until
from tests.replicas import Pair, address
from tests.surfaces.public_things import Shown

pytestmark = [pytest.mark.postgresql, pytest.mark.long]


def reads(app: Flask) -> dict[str, int]:
    """Where what anyone saw was read since it was last asked."""
    found = dict(app.extensions["replicas"].reads)
    app.extensions["replicas"].reads.clear()
    return found


def everything(links: dict[str, str]) -> list[str]:
    """The public addresses of a ticket."""
    page = links["public"]
    return [page, f"{page}/live", f"{page}/letters", f"{page}/picture.png", links["embed"], links["badge"],
            links["public_feed"], f"{page}/qr.svg"]  # fmt: skip


def test_whatever_anyone_may_see_is_read_from_the_replica(shown: Shown, app: Flask, client: FlaskClient) -> None:
    paths = everything(shown.links())
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)
    assert reads(app) == {"replica": len(paths)}
    assert client.get("/team").status_code == 200
    assert reads(app) == {"replica": 1}


def test_what_the_page_shows_is_that_of_the_replica(pair: Pair, shown: Shown, client: FlaskClient) -> None:
    with pair.replica.held_back():
        with write() as session:  # past all that tells of a change, so that only where it was read can tell
            session.execute(text("UPDATE ticket SET public_choice = '{}'"))
        assert "I have ordered the part." in client.get(shown.links()["public"]).text


def test_a_letter_is_there_at_once_though_the_replica_lags(
    pair: Pair, shown: Shown, app: Flask, client: FlaskClient
) -> None:
    links = shown.links()
    with pair.replica.held_back():
        shown.letter("It came this morning.")
        for path in (links["public"], links["public_feed"], f"{links['public']}/live"):
            assert "It came this morning." in client.get(path).text
        assert reads(app) == {"behind": 3}
    pair.catch_up()
    assert "It came this morning." in client.get(links["public"]).text
    assert reads(app) == {"replica": 1}


def test_what_was_withdrawn_is_shown_by_no_replica_that_lags(pair: Pair, shown: Shown, client: FlaskClient) -> None:
    links = shown.links()
    with pair.replica.held_back():
        shown.do(rotate, "public")
        assert client.get(links["public"]).status_code == 410
        assert client.get(links["embed"]).status_code == 200
        shown.do(unpublish)
        assert {client.get(path).status_code for path in everything(links)} == {410}


def test_an_agent_who_takes_back_their_consent_is_named_by_no_replica_that_lags(
    pair: Pair, shown: Shown, client: FlaskClient
) -> None:
    path = shown.links()["public"]
    assert "Maria" in client.get(path).text
    with pair.replica.held_back():
        with write() as session:
            session.get_one(Agent, shown.cast.maria.id).public_as = "nobody"
        assert "Maria" not in client.get(path).text


def test_nothing_that_a_replica_told_late_is_kept_as_the_newest(pair: Pair, shown: Shown, app: Flask) -> None:
    path = shown.links()["public"]
    with served(app) as server:
        assert b"I have ordered" in get(server.port, path)[2]
        with pair.replica.held_back():
            for number in range(3):
                shown.letter(f"News, number {number}.")
                assert all(f"number {number}".encode() in get(server.port, path)[2] for _ in range(2))
        pair.catch_up()
        assert b"number 2" in get(server.port, path)[2]
    assert reads(app) == {"replica": 1, "behind": 3}


def test_a_replica_that_is_gone_costs_one_request_a_moment_and_is_read_from_when_it_is_back(
    pair: Pair, shown: Shown, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, begun = shown.links()["public"], []
    assert client.get(path).status_code == 200
    begin = Replica.begin
    monkeypatch.setattr(Replica, "begin", lambda self: (begun.append(1), begin(self))[1])
    with pair.replica.stopped():
        assert [client.get(path).status_code for _ in range(6)] == [200] * 6
        assert len(begun) == 1
    well(app)
    pair.catch_up()
    reads(app)
    assert client.get(path).status_code == 200
    assert reads(app) == {"replica": 1}


def test_one_that_fails_between_two_questions_fails_no_page(
    shown: Shown, app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(self: Replica, session: object) -> None:
        with well(app).engine.connect() as other:
            mine = session.scalar(text("SELECT pg_backend_pid()"))
            other.execute(text("SELECT pg_terminate_backend(:mine)"), {"mine": mine})

    monkeypatch.setattr(Replica, "trust", cut)
    answer = client.get(shown.links()["public"])
    assert (answer.status_code, "I have ordered the part." in answer.text) == (200, True)


def test_one_that_has_to_take_over_what_a_read_stands_in_the_way_of_is_not_lost(shown: Shown, app: Flask) -> None:
    conflict = text(
        "DO $$ BEGIN IF pg_is_in_recovery() THEN RAISE 'in the way' USING ERRCODE = '40001'; END IF; END $$"
    )
    reads = app.extensions["replicas"].of_ticket(shown.id, PublicVersion(0, 0))
    assert (
        reads.ask(lambda session: (session.execute(conflict), session.scalar(text("SELECT pg_is_in_recovery()")))[1])
        is False
    )
    assert well(app).is_well


def test_one_that_stands_still_is_given_up_on(pair: Pair, shown: Shown, app: Flask, client: FlaskClient) -> None:
    path = shown.links()["public"]
    client.get(path)
    with pair.replica.frozen():
        assert [client.get(path).status_code for _ in range(4)] == [200] * 4
    assert reads(app) == {"replica": 1, "lost": 4}


def test_whoever_is_signed_in_reads_at_the_primary(shown: Shown, app: Flask, client: FlaskClient) -> None:
    client.set_cookie(cookie_name(), "a key")
    for path in everything(shown.links()):
        assert client.get(path).status_code == 200
    assert reads(app) == {}


@pytest.mark.parametrize("which", ["the primary itself", "another database"])
def test_what_is_no_replica_of_ours_is_never_read_from(
    which: str, pair: Pair, addresses: tuple[str, str], tmp_path: Path
) -> None:
    primary, _ = addresses
    wrong = primary if which == "the primary itself" else address(pair.replica, "postgres")
    app = create_app(settings_for(primary, tmp_path, database_replica_urls=wrong, **SHORT))
    replicas = app.extensions["replicas"]
    with app.app_context():
        replicas.all[0].ask()
        until(lambda: replicas.all[0]._is_told)
        assert not replicas.all[0].is_well
        (standing,) = replicas.standings()
        assert "no replica" in str(standing.fault)
        db.session.remove()
        db.engine.dispose()
    replicas.close()
