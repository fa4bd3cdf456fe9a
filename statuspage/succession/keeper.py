"""Keeps the place of the process that was started first, once another one serves instead of it.

Whoever started that one, be it systemd, a container or a shell, goes on seeing the same process: it hands on what it is
told, and ends when nobody serves. It is small, and loaded anew from the files of the version that takes over.
"""

import asyncio
import json
import logging
import signal
import sys

from statuspage.succession import supervisor
from statuspage.succession.hangup import Hangup
from statuspage.succession.order import HEARD, Succession

STOPS = (signal.SIGTERM, signal.SIGINT)


class _Lines(logging.Formatter):
    """The log as the servers write it (logs.py), as text or as JSON; none of its words come from outside."""

    def __init__(self, form: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        if self._form != "json":
            return super().format(record)
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z")
        return json.dumps({"at": at, "level": record.levelname, "name": record.name, "message": record.getMessage()})


def keep(state: str, level: str, form: str) -> None:
    """Keep the succession that was written down, until nobody serves."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines(form))
    logging.basicConfig(level=level, handlers=[handler])
    told = asyncio.run(_keep(state))
    if told in STOPS:
        signal.signal(told, signal.SIG_DFL)
        signal.raise_signal(told)  # as a server does; whoever started us knows it for what it is
        sys.exit(0)  # the first process of a container does not hear it
    sys.exit(told)


async def _keep(state: str) -> int:
    """Until nobody serves: the signal that said so, or the status of the one that served."""
    succession, loop, stop = Succession.kept(state), asyncio.get_running_loop(), asyncio.Event()
    heard: list[int] = []

    def end(number: int) -> None:
        heard.append(number)
        supervisor.tell(STOPPING=1)
        succession.end()
        stop.set()

    restarts: set[asyncio.Task[None]] = set()
    hangup = Hangup()

    def begin_anew() -> None:
        if hangup.means_stop():
            end(signal.SIGTERM)
            return
        restarts.add(task := loop.create_task(succession.restart()))
        task.add_done_callback(restarts.discard)

    for number in STOPS:
        loop.add_signal_handler(number, end, number)
    loop.add_signal_handler(signal.SIGHUP, begin_anew)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, HEARD)
    waits = [loop.create_task(one.wait()) for one in (stop, succession.is_lost)]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    succession.end()
    await succession.ended()
    return heard[0] if heard else succession.status
