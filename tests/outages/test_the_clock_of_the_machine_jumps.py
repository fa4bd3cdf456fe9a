"""A server's clock is set by hours, ahead and back, again and again, while people write, read and follow.

No request fails for it, nothing is lost or there twice, and all is told in the order in which it happened.
"""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from statuspage.db import write
from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from tests.databases import KINDS
from tests.faults import agree as log
from tests.faults.instance import Instance, instance
from tests.faults.posting import Desk, post
from tests.faults.served import feed_has_every_letter
from tests.front.house import get
from tests.outages.jumping import JumpingClock
from tests.outages.letters import WORD, Follower, Poster, agree
from tests.outages.workers import tries_until_back, workers, writing
from tests.patience import until

pytestmark = pytest.mark.torture

HOUR = 3600
JUMPS = (HOUR, -HOUR) * 5
NEAR = timedelta(minutes=10)  # which the slowest machine does not take
FIRST = 10_000  # the words of letters count from here, those of replies from 1


class Answers:
    """Maria, who writes letters, and those who read each of them on its pages and in its feeds."""

    def __init__(self, house: Instance, port: int) -> None:
        self._port, self._desk, self.words = port, Desk(port, house.ticket_id), list[int]()
        self._pages = [house.path(scope, house.ticket_id) for scope in ("private", "public", "calendar")]
        self._feeds = {house.path(scope, house.ticket_id): [""] for scope in ("feed", "public_feed")}

    def write(self) -> None:
        self.words.append(FIRST + len(self.words))
        form = self._desk.letter(f"Here is word-{self.words[-1]} for you.") | {"seen_by": "public"}
        status, _, page = post(self._port, f"{self._desk.path}/letters", form, self._desk.cookie)
        assert status == 303, page

    def read(self) -> None:
        """Every page is there; whoever asks a feed whether it is another one since then gets the newest letter."""
        assert [get(self._port, path)[0] for path in self._pages] == [200] * len(self._pages)
        for path, tags in self._feeds.items():
            status, headers, body = get(self._port, path, If_None_Match=tags[-1])
            assert status == 200
            assert f"word-{self.words[-1]}".encode() in body, path
            assert headers["etag"] not in tags, path
            tags.append(headers["etag"])


def off_by(port: int) -> timedelta:
    """How far the server's clock is ahead of ours, as it says in its answers."""
    said = get(port, "/healthz")[1]["date"]
    return parsedate_to_datetime(said) - datetime.now(UTC)


@pytest.mark.parametrize("database", KINDS, indirect=True)
def test_nothing_is_lost_or_doubled_and_no_request_fails(database: str, tmp_path: Path) -> None:
    clock = JumpingClock(tmp_path)
    with instance(database, tmp_path) as house, ExitStack() as stack:
        with write() as session:
            publish(session, house.ticket_id, PublicChoice(letters=True), datetime.now(UTC))
        hold = {"STATUSPAGE_LETTER_HOLD_SECONDS": "0"}
        (port,) = stack.enter_context(workers(1, database, tmp_path, **hold, **clock.environ))
        follower, poster, maria = Follower(port, house.page), Poster([port], house.page), Answers(house, port)
        stack.callback(follower.end)
        until(lambda: follower.connected)
        tries = []
        with writing(poster):
            for ahead in JUMPS:
                clock.set(ahead)
                tries.append(tries_until_back([port], house.page))
                until(lambda ahead=ahead: abs(off_by(port) - timedelta(seconds=ahead)) < NEAR)
                for _ in range(2):
                    maria.write()
                    maria.read()
        agree(poster, house.ticket_id, follower)
        until(lambda: set(maria.words) <= follower.words)
        feed_has_every_letter(port, house.path("feed", house.ticket_id), house.session, house.ticket_id)
        all_is_in_its_order(house, maria.words, follower)
        print(f"{len(poster.taken)} replies and {len(maria.words)} letters; {sum(tries)} tries in vain")
        assert sum(tries) == poster.refused == poster.unclear == 0
        assert follower.connected == 1, "its stream broke off"


def all_is_in_its_order(house: Instance, words: list[int], follower: Follower) -> None:
    """By version, though the times of it go back as often as the clock did."""
    letters = select(Letter.body).where(Letter.ticket_id == house.ticket_id).order_by(Letter.version)
    assert [int(found[1]) for body in house.session.scalars(letters) if (found := WORD.search(body))] == words
    events = select(Event.at).where(Event.ticket_id == house.ticket_id).order_by(Event.version)
    back = sum(after < before - NEAR for before, after in pairwise(house.session.scalars(events)))
    assert back == JUMPS.count(-HOUR)
    log.versions_have_no_gaps(house.session)
    log.events_have_their_words(house.session)
    log.outbox_follows_the_log(house.session)
    versions = [int(one.partition("-")[0].partition(".")[0]) for one in follower.ids]
    assert versions == sorted(versions), "a stream went back to an older version"
