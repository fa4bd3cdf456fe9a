"""The same over real connections, through the front: also what is no request at all. And nothing grows by it."""

import gc
import re
from itertools import chain

import psutil
import pytest

from statuspage.front.at_once import LONGEST, MOST
from statuspage.front.snapshots import MOST_KNOWN, ROOM
from statuspage.security.throttle import limiter
from tests.front.house import get, served
from tests.fuzz.asking import listening
from tests.fuzz.promises import ALSO, STACKS, faults
from tests.fuzz.sent import draw
from tests.fuzz.test_whatever_is_sent import LOOK, SEED, keys_in
from tests.fuzz.values import Dice
from tests.fuzz.wire import Gone, Wire
from tests.fuzz.world import begin, without_limits
from tests.patience import until

FIRST, EACH, PARTS = 80_000, 5_000, 4  # requests; the last part asks PostgreSQL
FEW = 500
GROWTH = 1.15  # of the memory after the first fifth
KINDS = ("sqlite", "sqlite", "sqlite", "postgresql")
MANY = [
    pytest.param(KINDS[part], FIRST + part * EACH, EACH, marks=pytest.mark.torture, id=f"{part}")
    for part in range(PARTS)
]
SHORT = [pytest.param("sqlite", FIRST, FEW, id="sqlite")]


@pytest.mark.parametrize(("database", "first", "many"), [*SHORT, *MANY], indirect=["database"])
def test_nothing_falls_over_and_nothing_grows(app, clock, first, many):
    world, found = begin(app, clock), []
    with without_limits(limiter), listening() as log, served(app) as server:
        wire, before = Wire(server.port), 0
        for number in range(first, first + many):
            if number % LOOK == 0:
                world.look()
            if number == first + many // 5:
                before = memory()
            dice = Dice(SEED, number)
            sent = draw(dice, number, world)
            wrong = spoilt(wire.spoil(dice, sent)) if dice.often(0.1) else asked(wire, dice, sent, world)
            lines, failed = log.take()
            wrong += [f"it failed: {one}" for one in failed] + keys_in(lines, world)
            if wrong:
                found.append(f"\n{SEED}/{number}: {wrong}\n{sent.curl()}")
        wire.close()
        assert not found, f"{len(found)} of {many} requests:" + "\n".join(found[:20])
        assert get(server.port, "/readyz", host="localhost")[0] == 200
        until(lambda: not server.front.regions._regions)
        assert not server.front._limits._slots._by_address, "every stream has been let go"
        held = server.front._pages._held
        assert (held._taken <= ROOM, len(held._known) <= MOST_KNOWN) == (True, True)
        known = server.front._pages.at_once._asked
        assert len(known) <= MOST
        assert all(len(url) + sum(map(len, chain(*fields))) <= LONGEST for url, fields in known)
        grown = memory() / before
        assert many == FEW or grown < GROWTH, f"the memory grew to {grown:.2f} of what it was"


def asked(wire, dice, sent, world):
    """What is wrong with the answers to this request, which now and then is sent until it is known."""
    try:
        times = 5 if dice.often(0.05) else 1
        return [one for _ in range(times) for one in faults(sent, wire.send(dice, sent), world)]
    except Gone:
        return ["no answer"]


def spoilt(said):
    """What is wrong with what was said to something that is no request."""
    statuses = [int(one) for one in re.findall(rb"^HTTP/1\.1 ([0-9]{3}) ", said, re.MULTILINE)]
    wrong = [f"a status that nobody declared: {one}" for one in statuses if one >= 500 and one not in ALSO]
    return wrong + ([f"a stack: {said[:400]!r}"] if STACKS.search(said) else [])


def memory():
    """How much this process holds in memory, in bytes."""
    gc.collect()
    return psutil.Process().memory_info().rss
