"""One of three processes is killed every few seconds: no acknowledged word is lost, and whoever watches catches up."""

import os
import random
import threading
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from statuspage.db import db
from tests.faults.agree import events_have_their_words, outbox_follows_the_log, versions_have_no_gaps
from tests.load.balancer import balanced
from tests.load.house import placed
from tests.outages.letters import Follower, Poster, agree
from tests.outages.workers import writing
from tests.patience import until

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]

SECONDS = float(os.environ.get("KILLING_SECONDS", "300"))
EACH = 5.0  # seconds between two kills
PROCESSES, WATCHERS = 3, 9
PAUSE = 1.1  # seconds between two words: so often one link may write


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_no_acknowledged_word_is_lost_and_every_watcher_catches_up(database: str, tmp_path: Path) -> None:
    chance, pause = random.Random(7), threading.Event()
    with ExitStack() as stack:
        place = stack.enter_context(placed(database, tmp_path, PROCESSES))
        balancer = stack.enter_context(balanced(place.ports))
        watchers = [Follower(balancer.port, place.private) for _ in range(WATCHERS)]
        for watcher in watchers:
            stack.callback(watcher.end)
        until(lambda: all(watcher.connected for watcher in watchers))
        poster, kills, ends = Poster([balancer.port], place.private), 0, time.monotonic() + SECONDS
        with writing(poster, PAUSE):
            while time.monotonic() < ends:
                pause.wait(EACH)
                serving = until(lambda: there if len(there := [w for w in place.workers if w.answers()]) > 1 else None)
                killed = chance.choice(serving)
                killed.kill()
                kills += 1
                killed.start()
        with place.app.app_context():
            agree(poster, place.ticket, *watchers)
            session = db.session()
            for holds in (versions_have_no_gaps, events_have_their_words, outbox_follows_the_log):
                holds(session)
            session.rollback()
    came_back = sum(watcher.connected for watcher in watchers) - WATCHERS
    print(
        f"{kills} kills: {len(poster.taken)} words taken, {poster.refused} refused, {poster.unclear} cut off and sent"
        f" again; {WATCHERS} watchers came back {came_back} times; {balancer.passed_over} connections went elsewhere"
    )
    assert kills
    assert came_back >= kills, "hardly anybody was cut off"
