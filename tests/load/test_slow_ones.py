"""Those who hold connections and give nothing keep nobody from a page: a thousand streams, slow and silent ones."""

import os
import signal
from pathlib import Path
from statistics import median

import pytest

from tests.load.asking import Answered, asked_in_turn
from tests.load.crowd import SILENT, SLOW, STREAMS, crowded
from tests.load.house import Place, placed
from tests.outages.letters import Poster

pytestmark = pytest.mark.torture

ROUNDS, SECONDS = 4, 4.0
PEOPLE = 60  # who come in a second
MOST = 3  # times as long as in quiet
TIGHT = 1_500  # connections of which all together are more


def p99s(place: Place, rounds: int) -> list[tuple[float, float]]:
    """Of each round, that of the private page, which is made, and of the public one, which is kept."""
    paths = [place.private, place.public]
    found = [asked_in_turn(place.port, paths, f"each={PEOPLE}", SECONDS) for _ in range(rounds)]
    for one in found:
        all_answered(*one.values())
    return [(one[place.private].p99(), one[place.public].p99()) for one in found]


def all_answered(*answered: Answered) -> None:
    """Everyone got the page."""
    assert {status for one in answered for status, _ in one.outcomes} == {200}


def test_pages_answer_about_as_soon_as_in_quiet(database: str, tmp_path: Path) -> None:
    with placed(database, tmp_path) as place:
        p99s(place, 1)  # the first pages load what all need
        quiet = p99s(place, ROUNDS // 2)
        with crowded(place.port, f"{place.private}/stream?since=0", f"{place.private}/replies") as told:
            busy = p99s(place, ROUNDS)
        quiet += p99s(place, ROUNDS - ROUNDS // 2)
        print(told)
        assert told["streams"] == STREAMS, "no stream is cut for others"
        for number, page in enumerate(("made", "kept")):
            before, among = (median(one[number] for one in rounds) for rounds in (quiet, busy))
            print(f"{page}: p99 {before * 1000:.1f} ms in quiet, {among * 1000:.1f} among them: {among / before:.1f}x")
            assert among < MOST * before, page


def test_who_has_something_to_ask_gets_in_where_the_others_are_more_than_there_is_room_for(
    database: str, tmp_path: Path
) -> None:
    assert STREAMS + SLOW + SILENT > TIGHT > STREAMS
    with placed(database, tmp_path, STATUSPAGE_CONNECTIONS=str(TIGHT)) as place:
        poster = Poster(place.ports, place.private)
        with crowded(place.port, f"{place.private}/stream?since=0", f"{place.private}/replies") as told:
            p99s(place, 1)
            poster.post()
            os.kill(int(str(told["pid"])), signal.SIGSTOP)  # their machine has gone, and nobody says so
            p99s(place, 1)
            poster.post()
            os.kill(int(str(told["pid"])), signal.SIGCONT)
        print(told)
        assert (poster.refused, poster.unclear) == (0, 0)
