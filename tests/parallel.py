"""How tests are dealt out to the processes that run them in parallel."""

import re
from itertools import takewhile
from typing import Any

from xdist.scheduler.loadscope import LoadScopeScheduling

# What is dear to set up is set up by one process: tests whose name begins so, and has this language or no other.
_TOGETHER = re.compile(
    r"tests/(?:"
    r"browser/test_for_everyone\.py::.*\[(?P<language>\w+)\]"
    r"|browser/test_where_nobody_says_whence\.py"
    r"|contracts/test_same_bytes\.py"
    r"|front/test_dev\.py"
    r"|schemas/test_moving\.py"
    r")"
)


class InOrder(LoadScopeScheduling):
    """One test after the other, in the order of the list, to whoever is free; some stay together.

    (pytest-xdist's own groups by a mark do nothing under pytest 9.2, as they write a name that it reads no more.)
    """

    def __init__(self, config: Any, log: Any = None) -> None:
        config.option.loadscopereorder = False  # the browser comes last, in every process
        super().__init__(config, log)

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        """What waits are the last that were dealt out. To count all, at each test, takes longer with every test."""
        waiting = takewhile(lambda unit: not all(unit.values()), reversed(workload.values()))
        return sum(not done for unit in waiting for done in unit.values())

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid) or nodeid


def together(nodeid: str) -> str:
    """What a test shares with those that must run in the same process; "" where it may run anywhere."""
    found = _TOGETHER.match(nodeid)
    return found[0].partition("::")[0] + (found["language"] or "") if found else ""
