"""`python -m bench.lines` is a client apart, which asks over connections that stay open, with little work of its own.

Each line that it reads, of a port and a path, lets it ask there for some seconds by some connections at once, and print
how many answers came.
"""

import contextlib
import sys
import time

from bench.wire import ask_all, connected, request

TOGETHER, SECONDS = 16, 1.5


def _count(port: int, path: str) -> int:
    asked, begin = request(port, path)
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(connected(port)) for _ in range(TOGETHER)]
        end, count = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            ask_all(lines, asked, begin)
            count += len(lines)
        return count


if __name__ == "__main__":
    for told in sys.stdin:
        number, where = told.split()
        print(_count(int(number), where), flush=True)
