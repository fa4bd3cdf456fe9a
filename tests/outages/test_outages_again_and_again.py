"""Outages at random moments, again and again, while somebody writes and others read on two workers."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from statuspage import create_app
from statuspage.db import db
from tests.conftest import settings_for
from tests.outages.conftest import SHORT, empty, fill
from tests.outages.letters import Follower, Poster, agree
from tests.outages.postgres import OwnPostgres
from tests.outages.wire import Wire
from tests.outages.workers import TRIES, tries_until_back, workers, writing
from tests.patience import until

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]

TIMES = 10
LONGEST = 1.5  # seconds that one lasts


@contextmanager
def stopped(postgres: OwnPostgres, _wire: Wire) -> Iterator[None]:
    with postgres.stopped():
        yield


@contextmanager
def frozen(postgres: OwnPostgres, _wire: Wire) -> Iterator[None]:
    with postgres.frozen():
        yield


@contextmanager
def cut(postgres: OwnPostgres, wire: Wire) -> Iterator[None]:
    """All connections are cut; then messages are, in the middle."""
    postgres.cut_all()
    wire.cut_after = 50
    yield
    wire.cut_after = 0
    wire.cut()


@contextmanager
def mute(_postgres: OwnPostgres, wire: Wire) -> Iterator[None]:
    """Nothing gets through, and nobody is told; what was open by then stays half open for ever."""
    wire.is_mute = True
    wire.mute()
    yield
    wire.is_mute = False
    wire.mute()


@pytest.mark.parametrize("fails", [stopped, frozen, cut, mute])
def test_nothing_is_lost_or_doubled_and_all_is_back_soon(
    fails: object, postgres: OwnPostgres, wire: Wire, tmp_path: Path
) -> None:
    empty(postgres)
    url = postgres.url_by("127.0.0.1", wire.port)
    app = create_app(settings_for(postgres.url, tmp_path, **SHORT))
    ticket, private, _ = fill(app)
    waits = {f"STATUSPAGE_{name.upper()}": value for name, value in SHORT.items()}
    chance, pause = random.Random(7), threading.Event()
    with ExitStack() as stack:
        ports = stack.enter_context(workers(2, url, tmp_path, **waits))
        followers = [Follower(port, private) for port in ports]
        for follower in followers:
            stack.callback(follower.end)
        poster = Poster(ports, private)
        until(lambda: all(follower.connected for follower in followers))
        tried, took = [], []
        with writing(poster):
            for _ in range(TIMES):
                pause.wait(chance.uniform(0, 1))
                with fails(postgres, wire):  # type: ignore[operator]  # one of the four above
                    pause.wait(chance.uniform(0, LONGEST))
                begun = time.monotonic()
                tried.append(tries_until_back(ports, private))
                took.append(time.monotonic() - begun)
        for _ in range(2):
            poster.post()
        with app.app_context():
            agree(poster, ticket, *followers)
        with app.app_context():
            db.engine.dispose()
    said = f"{len(poster.taken)} taken, {poster.refused} refused, {poster.unclear} unclear"
    print(f"{said}; back after {max(tried)} tries and {max(took):.1f} s at most")
    assert max(tried) < TRIES
