"""Lets the notifier look at once when this process has written: it looks once a second while nothing happens."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg

from statuspage.front.notifier import QUICK, WRITTEN
from statuspage.front.watch import Lost

NUDGE = f"SELECT pg_notify('{WRITTEN}', '')"
LATELY = 0.05  # seconds after which the notifier, if it has told nothing since, may look less often


class Nudges:
    """``send`` nudges once. It need not while the notifier tells anyway. One that is lost costs a second at most."""

    def __init__(self, send: Callable[[], Awaitable[object]]) -> None:
        self._send = send
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked = asyncio.Event()
        self._heard_at = 0.0

    def hear(self) -> None:
        """The notifier has told something just now."""
        self._heard_at = time.monotonic()

    def give(self) -> None:
        """Something was committed; from any thread. Fails never: what was written is written."""
        if self._loop is not None and time.monotonic() - self._heard_at > LATELY:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._asked.set)

    async def run(self) -> None:
        """Send what is asked for, one nudge for all who ask at once."""
        self._loop = asyncio.get_running_loop()
        while True:
            await self._asked.wait()
            self._asked.clear()
            with suppress(Lost, psycopg.Error):
                await self._send()
            await asyncio.sleep(QUICK)
