"""The hub hears of every change of a public feed, at least once, and of nothing that is private."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.db import db, write
from statuspage.delivery import websub
from statuspage.domain import agent_verbs, customer_verbs, notes
from statuspage.domain.outbox import PING, Outgoing
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.domain.shares.share import shares_of
from tests.cast import due
from tests.delivery.hub import Hub, hub
from tests.front.house import get, served
from tests.patience import until
from tests.surfaces.public_things import EVERYTHING, Shown


@pytest.fixture
def stub() -> Iterator[Hub]:
    with hub() as found:
        yield found


@pytest.fixture
def shown(app, client, cast, clock, run, stub: Hub, monkeypatch) -> Shown:
    """Ana's ticket on an instance that has a hub."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    app.extensions["settings"] = replace(app.extensions["settings"], websub_hub=stub.url)
    return Shown(app, client, cast, clock, run)


def waiting() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(Outgoing).where(Outgoing.kind == PING, Outgoing.sent_at.is_(None))).all())


def sent() -> int:
    """Send what waits; how many feeds the hub was told of."""
    db.session.rollback()
    return websub.send_waiting()


def both(shown: Shown) -> list[dict[str, list[str]]]:
    """What the hub is told of one change: that the feed has news, in either format."""
    feed = f"http://localhost{shown.links()['public_feed']}"
    return [{"hub.mode": ["publish"], "hub.url": [url]} for url in (feed, feed.replace(".atom", ".json"))]


def test_a_change_of_a_public_feed_is_told_to_the_hub_once(shown: Shown, stub: Hub) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    assert waiting() == 1
    assert sent() == 1
    assert stub.told == both(shown)
    assert (waiting(), sent(), len(stub.told)) == (0, 0, 2)


def test_every_kind_of_change_leaves_a_ping_in_the_same_transaction(shown: Shown) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    maria, tom = shown.cast.maria, shown.cast.tom
    changes: list[Any] = [
        lambda: shown.letter("A public letter."),
        lambda: shown.letter("A private one, with a promise that all see.", public=False),
        lambda: shown.do(lambda s, i, now: agent_verbs.move_promise(s, i, maria, now, due(now, hours=50))),
        lambda: shown.do(agent_verbs.hand_over, maria, tom, note="Yours."),
        lambda: shown.letter("Is it solved?", asks_solved=True),
        lambda: shown.do(customer_verbs.confirm),
        lambda: shown.do(customer_verbs.reopen, body="It is not."),
        lambda: shown.publish(PublicChoice(subject="title", title="Another title")),
    ]
    for number, change in enumerate(changes, start=2):
        change()
        assert waiting() == number
    with contextlib.suppress(ZeroDivisionError), write() as session:
        publish(session, shown.id, EVERYTHING, shown.clock())
        raise ZeroDivisionError
    assert waiting() == number


def test_what_happens_in_private_is_told_to_nobody(shown: Shown, stub: Hub) -> None:
    shown.letter("Before it is public.")
    assert (waiting(), sent()) == (0, 0)
    shown.publish(PublicChoice(letters=True, promise=False, score=False, steps=False, owner="nobody"))
    assert sent() == 1
    shown.letter("For Ana alone.", public=False)
    shown.do(customer_verbs.reply, body="Thank you.")
    shown.do(agent_verbs.hand_over, shown.cast.maria, shown.cast.tom, note="Yours.")
    shown.clock.forward(minutes=1)
    shown.run(notes.add_note, shown.id, shown.cast.maria, shown.clock(), body="A note.")
    assert (waiting(), sent(), len(stub.told)) == (0, 0, 2)


def test_no_private_address_ever_reaches_the_hub(shown: Shown, stub: Hub) -> None:
    shown.letter("It is on the bench.")
    shown.publish(EVERYTHING)
    for scope in ("feed", "private", "calendar"):
        assert stub.url not in shown.get(scope).text
        assert "Link" not in shown.get(scope).headers
    sent()
    told = repr(stub.told)
    assert not [scope for scope, path in shown.links().items() if scope != "public_feed" and path in told]


def test_a_feed_whose_key_has_expired_is_told_to_nobody(shown: Shown, stub: Hub) -> None:
    shown.publish(EVERYTHING)
    sent()
    told = len(stub.told)

    def expire(session: Session) -> None:
        shares_of(session, shown.id)["public_feed"].expires_at = shown.clock()

    shown.run(expire)
    shown.letter("It is on the bench.")
    sent()
    assert (len(stub.told), waiting()) == (told, 0)


def test_only_the_public_feed_itself_names_the_hub(shown: Shown, stub: Hub) -> None:
    for number in range(40):
        shown.letter(f"Letter {number}.")
    shown.publish(EVERYTHING)
    feed = shown.get("public_feed")
    address = f"http://localhost{shown.links()['public_feed']}"
    assert f'<link href="{stub.url}" rel="hub"/>' in feed.text
    assert feed.headers["Link"] == f'<{stub.url}>; rel="hub", <{address}>; rel="self"'
    assert shown.get("public_feed", If_None_Match=feed.headers["ETag"]).headers["Link"] == feed.headers["Link"]
    json = shown.at(shown.links()["public_feed"].replace(".atom", ".json"))
    assert json.json["hubs"] == [{"type": "WebSub", "url": stub.url}]
    for query in ("?archive=1", "?lang=de"):
        assert stub.url not in shown.get("public_feed", query).text


def test_a_feed_that_is_off_by_now_is_told_of_no_more(shown: Shown, stub: Hub) -> None:
    shown.publish(EVERYTHING)
    shown.do(unpublish)
    assert waiting() == 1
    assert (sent(), stub.told, waiting()) == (0, [], 0)


@pytest.mark.parametrize("code", [500, 404, 307, 301])
def test_a_hub_that_refuses_leaves_the_ping_waiting(shown: Shown, stub: Hub, code: int) -> None:
    shown.publish(EVERYTHING)
    stub.answers = [code]
    with pytest.raises(websub.NotTaken, match=f"it answered {code}"):
        sent()
    assert (waiting(), stub.told) == (1, [])
    assert sent() == 1


def test_a_hub_that_is_not_there_leaves_the_ping_waiting(shown: Shown, app) -> None:
    shown.publish(EVERYTHING)
    app.extensions["settings"] = replace(app.extensions["settings"], websub_hub="http://127.0.0.1:9/hub")
    with pytest.raises(websub.NotTaken, match="cannot be reached") as fault:
        sent()
    assert "/pf/" not in str(fault.value)
    assert waiting() == 1


def test_a_public_promise_that_falls_due_is_told_once(shown: Shown, stub: Hub) -> None:
    shown.letter("It is on the bench.", hours=2)
    shown.publish(EVERYTHING)
    sent()
    before = shown.clock()
    shown.clock.forward(hours=3)
    db.session.rollback()
    assert websub.send_waiting(before) == 1
    assert websub.send_waiting(shown.clock()) == 0
    assert len(stub.told) == 4


def test_the_server_sends_by_itself_and_tries_again_and_logs_no_key(shown, stub, app, monkeypatch, caplog) -> None:
    monkeypatch.setattr(websub, "PAUSE", 0.02)
    monkeypatch.setattr(websub, "FIRST", 0.02)
    app.extensions["background"] = websub.background(app)
    stub.answers = [503, 503]
    with served(app) as server:
        assert get(server.port, "/healthz")[0] == 200
        shown.publish(EVERYTHING)
        until(lambda: len(stub.told) == 2 and waiting() == 0)
    assert stub.told == both(shown)
    assert waiting() == 0
    said = [record.getMessage() for record in caplog.records if record.name == "statuspage.websub"]
    assert len(said) == 2
    assert "it answered 503" in said[0]
    assert not [line for line in said if shown.links()["public_feed"] in line]


def test_a_hub_that_was_away_for_weeks_is_still_tried_every_ten_minutes(shown: Shown, stub: Hub) -> None:
    shown.publish(EVERYTHING)
    stub.answers = [503] * 2
    pinger = websub.Pinger()
    pinger._failures = 4_000
    waits = [pinger.work() for _ in range(2)]
    assert all(8 * 60 <= wait <= 12 * 60 for wait in waits)


def test_without_a_hub_nothing_runs_and_nothing_is_kept(shown: Shown, app) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], websub_hub=None)
    shown.publish(EVERYTHING)
    assert (waiting(), websub.background(app)) == (0, [])
    assert "hub" not in shown.get("public_feed").headers.get("Link", "")
