"""Waiting in tests: until something is so, however busy the machine is. No test waits for a length of time."""

import time
from collections.abc import Callable
from typing import TypeVar

LONG = 120.0  # seconds, which only what is broken takes

Found = TypeVar("Found")


def until(ask: Callable[[], Found], seconds: float = LONG) -> Found:
    """Ask again and again, until the answer is true; the answer. Raises AssertionError after so many seconds."""
    end = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < end, "it never became so"
        time.sleep(0.005)
    return found
