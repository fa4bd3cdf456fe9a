"""Threads that work for the event loop: what is to be done is handed over to one, and handed back, with little ado.

An executor of the standard library makes a future with a lock of its own for each of these, which the loop's watches.
"""

import asyncio
import atexit
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar

Made = TypeVar("Made")


class _Work(NamedTuple):
    """What is to be done, and where it is awaited."""

    loop: asyncio.AbstractEventLoop
    done: "asyncio.Future[Any]"
    what: Callable[..., Any]
    given: tuple[Any, ...]


class Threads:
    """As many as ``most``, begun as they are needed. What one has begun it ends, also where the process does."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name, self._lock = most, name, Lock()
        self._work: SimpleQueue[_Work | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._asked, self._is_over = 0, False  # how many things are to be done that have not been handed back
        atexit.register(self.stop)

    async def do(self, what: Callable[..., Made], *given: Any) -> Made:
        """What comes of it, in one of the threads. Raises RuntimeError once they have been stopped."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Made] = loop.create_future()
        with self._lock:
            if self._is_over:
                raise RuntimeError("these threads have been stopped")
            self._asked += 1
            if self._asked > len(self._threads) < self._most:
                self._threads.append(Thread(target=self._run, name=f"{self._name}_{len(self._threads)}", daemon=True))
                self._threads[-1].start()
            self._work.put(_Work(loop, done, what, given))
        return await done

    def stop(self) -> None:
        """Wait for what has begun, and begin nothing more: for whoever still waits it is cancelled."""
        with self._lock:
            self._is_over = True
        atexit.unregister(self.stop)
        try:
            while (left := self._work.get_nowait()) is not None:
                self._hand_back(left, None, asyncio.CancelledError())
        except Empty:
            pass
        for _ in self._threads:
            self._work.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            self._do(work)
            del work  # a thread that rests holds nothing of it

    def _do(self, work: _Work) -> None:
        try:
            made = None if work.done.cancelled() else work.what(*work.given)
        except BaseException as fault:  # noqa: BLE001 - whoever waits for it gets it
            self._hand_back(work, None, fault)
        else:
            self._hand_back(work, made)

    def _hand_back(self, work: _Work, made: Any, fault: BaseException | None = None) -> None:
        try:
            work.loop.call_soon_threadsafe(self._handed_back, work.done, made, fault)
        except RuntimeError:  # the loop is closed, and nobody waits any more
            self._asked -= 1

    def _handed_back(self, done: "asyncio.Future[Any]", made: Any, fault: BaseException | None) -> None:
        self._asked -= 1
        if isinstance(fault, asyncio.CancelledError):
            done.cancel()
        elif not done.done() and fault is not None:
            done.set_exception(fault)
        elif not done.done():
            done.set_result(made)
