"""How many rows the largest measures write down first: a million, or what `python -m bench --rows` says."""

import os

ROWS = "BENCH_ROWS"  # in the environment
MOST = 1_000_000


def rows() -> int:
    return int(os.environ.get(ROWS, MOST))
