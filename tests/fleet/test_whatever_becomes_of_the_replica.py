"""Two processes read from a replica that is held back, frozen and stopped by turns: nobody sees what is over."""

import random
import re
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.publication.verbs import unpublish
from tests.cast import due
from tests.fleet.conftest import SHORT
from tests.front.house import get
from tests.outages.workers import workers
from tests.patience import until
from tests.ports import free_port
from tests.replicas import Pair
from tests.surfaces.public_things import EVERYTHING, Shown

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]
ROUNDS, LOSSES = 40, 25  # rounds in all, and those before it is lost at all


def test_what_is_withdrawn_is_gone_and_what_is_written_is_there_at_once(
    pair: Pair, addresses: tuple[str, str], shown: Shown, tmp_path: Path
) -> None:
    primary, replica = addresses
    chance, metrics, seen = random.Random(11), free_port(), Counter[str]()
    given = {f"STATUSPAGE_{name.upper()}": value for name, value in SHORT.items()}
    given |= {"STATUSPAGE_DATABASE_REPLICA_URLS": replica, "STATUSPAGE_METRICS": str(metrics)}
    states: tuple[Callable[[], AbstractContextManager[object]], ...] = (
        *(nullcontext, pair.replica.held_back),
        *(pair.replica.frozen, pair.replica.stopped),
    )
    path = shown.links()["public"]
    with workers(2, primary, tmp_path, **given) as ports:
        for number in range(ROUNDS):
            state = chance.choice(states[:2] if number < LOSSES else states)
            with state():
                for turn in range(3):
                    word = f"word-{number}-{turn}"
                    shown.do(write_letter, shown.cast.maria, body=word, promise=due(shown.clock(), hours=24),
                             is_public=True)  # fmt: skip
                    seen["letters"] += all(word.encode() in get(port, path)[2] for port in ports for _ in range(2))
                shown.do(unpublish)
                seen["withdrawn"] += {get(port, path)[0] for port in ports} == {410}
                shown.publish(EVERYTHING)
                seen["published"] += {get(port, path)[0] for port in ports} == {200}
            if state is nullcontext:
                pair.catch_up()
        assert seen == {"letters": 3 * ROUNDS, "withdrawn": ROUNDS, "published": ROUNDS}
        read = Counter[str]()
        for port in (metrics, metrics + 1):
            told = get(port, "/metrics")[2].decode()
            for source, many in re.findall(r'^statuspage_public_reads_total\{from="(\w+)"\} (\S+)', told, re.M):
                read[source] += int(float(many))
        print(f"{read=}")
        assert all(read[source] for source in ("replica", "behind", "lost"))
        assert until(lambda: all(get(port, "/readyz")[0] == 200 for port in ports))
