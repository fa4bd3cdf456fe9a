"""At twice the load that it can carry a server does what it can, and tells the others at once."""

import threading
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from tests.front.house import get
from tests.load.asking import Answered, asked
from tests.load.house import placed
from tests.outages.letters import Poster, agree
from tests.patience import LONG

pytestmark = pytest.mark.torture

ROUNDS, QUIET, BUSY = 5, 3.0, 8.0  # seconds
MANY = 16  # readers who ask again as soon as they are answered: so many pages a second it can make
LEAST = 0.8
PAUSE = 1.2  # seconds between two words: so often one link may write


def test_most_are_answered_the_rest_is_told_at_once_and_every_word_is_taken(database: str, tmp_path: Path) -> None:
    with placed(database, tmp_path) as place:
        ask = partial(asked, place.port, place.private)
        ask(f"together={MANY}", QUIET)  # the first pages load what all need
        ended, poster, health = threading.Event(), Poster(place.ports, place.private), list[int]()
        kept = [get(place.port, place.public)[0]]

        def write() -> None:
            while not ended.wait(PAUSE):
                poster.post()
                health.append(get(place.port, "/healthz")[0])
                kept.append(get(place.port, place.public)[0])

        shares, busy = [], []
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        for _ in range(ROUNDS):
            before = ask(f"together={MANY}", QUIET)
            crowd = ask(f"each={2 * before.per_second()}", BUSY)
            after = ask(f"together={MANY}", QUIET)
            shares.append(2 * crowd.per_second() / (before.per_second() + after.per_second()))
            busy.append(crowd)
            print(f"carried {before.per_second():.0f}/s, {told(busy[-1])}, {shares[-1]:.0%} of what it carries")
        ended.set()
        writer.join(LONG)
        with place.app.app_context():
            agree(poster, place.ticket)
        print(f"{len(poster.taken)} words taken, {poster.refused} refused")
        assert median(shares) >= LEAST
        assert all(one.times(503) for one in busy), "it was not more than it can carry"
        assert median(one.typical(503) / one.typical(200) for one in busy) < 1
        assert poster.taken
        assert (poster.refused, poster.unclear) == (0, 0), "words go first"
        assert set(health + kept) == {200}


def told(answered: Answered) -> str:
    gone = len(answered.times(0))
    found = {status: answered.times(status) for status in (200, 503)}
    typical = ", ".join(f"{len(times)} of {status} in {median(times or [0]):.3f} s" for status, times in found.items())
    return f"offered {len(answered.outcomes) / answered.seconds:.0f}/s: {typical}, {gone} gave up"
