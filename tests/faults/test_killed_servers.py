"""Whenever a server is killed, what it acknowledged is there once, and all that follows from it agrees."""

import os
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from statuspage.filing.left_behind import left_behind
from tests.databases import KINDS
from tests.faults import agree, served
from tests.faults.instance import Instance
from tests.faults.ledger import Ledger
from tests.faults.mortal_server import MortalServer, mortal
from tests.faults.poster import Poster, at_the_desk, at_the_studio, on_her_page, who_asks
from tests.faults.posting import Desk
from tests.outages.letters import Follower
from tests.patience import LONG

SHORT, MANY = 10, 300  # kills
LIFE = 0.06  # seconds at most, from its first acknowledgement on
EACH = 10  # so many kills, and all is compared
SOUGHT = 40  # words, of those that came last


@contextmanager
def people(server: MortalServer, house: Instance, ledger: Ledger) -> Iterator[Desk]:
    """All of them write, until the end of the block."""
    ended = threading.Event()
    desk = Desk(server.port, house.ticket_id)
    deeds = {at_the_desk(desk): desk.cookie, on_her_page(house.page): "", at_the_studio(house.other): ""}
    deeds[who_asks(house.key)] = ""
    posters = [Poster(server.port, ledger, one, ended, cookie) for one, cookie in deeds.items()]
    for poster in posters:
        poster.start()
    try:
        yield desk
    finally:
        ended.set()
        for poster in posters:
            poster.join(LONG)


@pytest.mark.heavy_on_postgresql
@pytest.mark.parametrize("database", KINDS, indirect=True)
@pytest.mark.parametrize("kills", [SHORT, pytest.param(MANY, marks=pytest.mark.torture)])
def test_what_a_killed_server_has_acknowledged_is_there_once(house: Instance, database: str, kills: int):
    ledger = Ledger()
    with mortal(house, database) as server:
        follower = Follower(server.port, house.page)
        server.start()
        with people(server, house, ledger) as desk:
            for number in range(1, kills + 1):
                ledger.wait_for(random.randint(1, 3), LONG)
                time.sleep(random.uniform(0, LIFE))
                server.kill()
                if number % EACH == 0:
                    agree.everything(house.session, ledger, house.storage)
                assert not ledger.refused, ledger.refused
                server.start()
        server.kill()
        agree.everything(house.session, ledger, house.storage)
        server.start()
        what_is_served_agrees(server, house, ledger, desk, follower)
        follower.end()
        server.stop()
    agree.is_whole(house.session)
    the_sweep_takes_away_what_is_nobodys(house)
    agree.files_are_there(house.session, house.storage)
    print(f"{kills} kills: {len(ledger.sent)} sent, {len(ledger.kept)} acknowledged, {ledger.repeated} sent again")
    assert len(ledger.kept) > kills
    assert ledger.repeated > kills / 2, "hardly anybody was cut off"


def what_is_served_agrees(
    server: MortalServer, house: Instance, ledger: Ledger, desk: Desk, follower: Follower
) -> None:
    """Feeds, streams, search and the public page say what the log says."""
    served.stream_brings_what_was_missed(follower, house.session, house.ticket_id)
    served.feed_has_every_letter(server.port, house.path("feed", house.ticket_id), house.session, house.ticket_id)
    public = house.path("public", house.other_id)
    served.public_page_follows_the_log(server.port, public, house.session, house.other_id)
    written = [word for word in ledger.sent if word in ledger.kept and ledger.sent[word] not in agree.WORDLESS]
    served.search_finds(desk, written[-SOUGHT:])


def the_sweep_takes_away_what_is_nobodys(house: Instance) -> None:
    """A week later nothing is left of what those who were killed had begun to store, or to look at."""
    week = (datetime.now(UTC) - timedelta(days=7)).timestamp()
    for path in house.folder.rglob("*"):
        os.utime(path, (week, week))
    swept = house.app.test_cli_runner().invoke(args=["files", "--sweep"])
    assert swept.exit_code == 0, swept.output
    assert list(left_behind(house.session, house.storage, datetime.now(UTC))) == []
    assert [path.name for path in (house.folder / "looking").glob("*")] == []
