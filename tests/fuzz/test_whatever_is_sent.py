"""Whatever is sent to any address, by whomever: an answer of a declared kind, and nothing that is not for them.

Each request is drawn from SEED and its number: whoever repeats a part gets the same requests. What falls is told
with its number, and as a line for curl. Another seed: ``FUZZ_SEED=7 make torture ARGS=tests/fuzz``.
"""

import os

import pytest

from statuspage.security.throttle import limiter
from tests.fuzz.asking import ask, listening
from tests.fuzz.promises import faults
from tests.fuzz.sent import draw
from tests.fuzz.values import Dice
from tests.fuzz.world import begin, without_limits

SEED = int(os.environ.get("FUZZ_SEED", "20261129"))
EACH, PARTS = 5_000, 16  # requests of one part; every fifth part asks PostgreSQL
FEW = {"sqlite": 1_000, "postgresql": 500}
LOOK = 100  # requests after which it is seen anew who may what
MANY = [
    pytest.param(
        "postgresql" if part % 5 == 4 else "sqlite", part * EACH, EACH, marks=pytest.mark.torture, id=f"{part}"
    )
    for part in range(PARTS)
]
SHORT = [pytest.param(kind, 0, few, id=kind) for kind, few in FEW.items()]


@pytest.mark.parametrize(("database", "first", "many"), [*SHORT, *MANY], indirect=["database"])
def test_nothing_falls_over_and_nobody_is_told_too_much(app, clock, first, many):
    world, found = begin(app, clock), []
    with without_limits(limiter), listening() as log:
        for number in range(first, first + many):
            if number % LOOK == 0:
                world.look()
            sent = draw(Dice(SEED, number), number, world)
            answer = ask(sent, world)
            wrong = faults(sent, answer, world)
            lines, failed = log.take()
            wrong += [f"it failed: {one}" for one in failed] + keys_in(lines, world)
            if wrong:
                found.append(f"\n{SEED}/{number}: {wrong}\n{sent.curl()}")
    assert not found, f"{len(found)} of {many} requests:" + "\n".join(found[:20])


def keys_in(lines, world):
    """The lines of the log that hold a key."""
    known = [key for keys in world.tokens.values() for key in keys] + [cookie for cookie, _ in world.sessions]
    return [f"a key in the log: {line}" for line in lines if any(key in line for key in known)]
