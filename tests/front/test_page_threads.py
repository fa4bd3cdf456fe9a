"""What is handed over to a thread is done, and comes back; what has begun is ended, and nothing is begun after that."""

import asyncio
import subprocess
import sys
import threading

import pytest

from statuspage.front.threads import Threads
from tests.patience import LONG

ENDING = """
import asyncio, time
from statuspage.front.threads import Threads

def slowly():
    begun.set()
    time.sleep(0.2)
    print("ended")

async def leave():
    task = asyncio.ensure_future(Threads(1, "test").do(slowly))
    await asyncio.to_thread(begun.wait)

import threading
begun = threading.Event()
asyncio.run(leave())
"""


def test_it_is_done_in_a_thread_and_what_it_raises_is_raised() -> None:
    async def ask() -> None:
        threads = Threads(2, "test")
        assert await threads.do(threading.current_thread) is not threading.current_thread()
        with pytest.raises(ZeroDivisionError):
            await threads.do(lambda: 1 / 0)
        assert await threads.do(max, 1, 2) == 2
        threads.stop()
        with pytest.raises(RuntimeError):
            await threads.do(max, 1, 2)

    asyncio.run(ask())


def test_no_more_are_begun_than_are_needed_and_never_more_than_may_be() -> None:
    async def ask() -> None:
        threads, everyone = Threads(2, "test"), threading.Barrier(2)
        for _ in range(3):
            await threads.do(int)
        assert len(threads._threads) == 1
        await asyncio.gather(*(threads.do(everyone.wait, LONG) for _ in range(6)))
        assert len(threads._threads) == 2
        threads.stop()

    asyncio.run(ask())


def test_what_nobody_waits_for_any_more_is_not_begun() -> None:
    async def ask() -> None:
        threads, goes_on = Threads(1, "test"), threading.Event()
        done: list[int] = []
        first = asyncio.ensure_future(threads.do(goes_on.wait, LONG))
        second = asyncio.ensure_future(threads.do(done.append, 2))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.sleep(0)
        goes_on.set()
        assert await first
        await threads.do(int)
        assert not done
        threads.stop()

    asyncio.run(ask())


def test_to_stop_is_to_wait_for_what_has_begun_and_to_begin_nothing_more() -> None:
    async def ask() -> None:
        threads, begun, goes_on = Threads(1, "test"), threading.Event(), threading.Event()
        done: list[int] = []

        def first() -> None:
            begun.set()
            goes_on.wait(LONG)
            done.append(1)

        both = [asyncio.ensure_future(threads.do(what)) for what in (first, lambda: done.append(2))]
        await asyncio.to_thread(begun.wait)
        stops = asyncio.ensure_future(asyncio.to_thread(threads.stop))
        with pytest.raises(asyncio.CancelledError):
            await both[1]
        goes_on.set()
        await stops
        await both[0]
        assert done == [1]

    asyncio.run(ask())


def test_what_has_begun_is_ended_where_the_process_is() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True, timeout=LONG, check=True)
    assert ended.stdout == "ended\n"
