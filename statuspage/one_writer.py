"""Lets the threads of a process write one after another, in the order in which they came.

A lock of Python's own is had by whoever happens to ask as it gets free, and SQLite's busy handler by whoever happens to
wake: of many who wait, one may wait for ever. Here nobody is overtaken, and nobody waits without end.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy.exc import TimeoutError as TooLong

_CALLED = -1  # the number of no thread


class OneWriter:
    """The turn to write. A thread that has it must not take it again: to wait for itself would be to wait for ever."""

    def __init__(self) -> None:
        self._guard = threading.Lock()  # of what follows; held for some steps of Python, never while anybody waits
        self._waiting: deque[threading.Lock] = deque()
        self._writes: int | None = None  # the thread whose turn it is

    @contextmanager
    def turn(self, seconds: float) -> Iterator[float]:
        """The turn, while the block lasts; how many of these ``seconds`` are left once it has come.

        Raises sqlalchemy's TimeoutError when it does not come in time, and RuntimeError for a thread that has it.
        """
        until = monotonic() + seconds
        self._take(seconds)
        try:
            yield max(0.0, until - monotonic())
        finally:
            self._pass_on()

    def _take(self, seconds: float) -> None:
        with self._guard:
            if self._writes == threading.get_ident():
                raise RuntimeError("a transaction that writes was begun within another one of the same thread")
            if self._writes is None:
                self._writes = threading.get_ident()
                return
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=seconds):
            self._writes = threading.get_ident()
            return
        self._give_up(called)

    def _give_up(self, called: threading.Lock) -> None:
        """Leave the row, unless our turn has come in this very moment: then pass it on."""
        with self._guard:
            is_still_waiting = called in self._waiting
            if is_still_waiting:
                self._waiting.remove(called)
        if not is_still_waiting:
            self._pass_on()
        raise TooLong("others have been writing for too long")

    def _pass_on(self) -> None:
        """Call the next in the row. Between the call and their waking it is nobody else's turn."""
        with self._guard:
            if self._waiting:
                self._writes = _CALLED
                self._waiting.popleft().release()
            else:
                self._writes = None
