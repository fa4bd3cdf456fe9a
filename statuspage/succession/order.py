"""Which process serves now, which are leaving, and how the next one begins. It is kept by the process that was first.

The new one serves beside the old one before that is told to go, so that at no moment nobody listens. One that cannot
serve changes nothing. What is done beside answering has rested in the old one before the new one begins it.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from statuspage.succession import supervisor
from statuspage.succession.sockets import opened
from statuspage.succession.successor import Launch, Successor

HEARD = {signal.SIGTERM, signal.SIGINT, getattr(signal, "SIGHUP", signal.SIGTERM)}  # Windows has no SIGHUP
PATIENCE = 900.0  # seconds in which a new process must have begun to serve
FAILED = "The new process did not begin to serve ({}); the one before it goes on"

log = logging.getLogger("statuspage.serving")


class Serves(Protocol):
    """Whoever serves: this process itself, or a successor."""

    async def leave(self) -> None:
        """Go, in one's own time; back once nothing is done any more beside answering."""


class Succession:
    """``is_lost`` is set when the one that serves has ended by itself; ``is_ending`` says that all are told to stop."""

    def __init__(self, launch: Launch, serving: Serves, leaving: "list[Successor] | None" = None) -> None:
        self._launch, self.serving, self._leaving = launch, serving, leaving or []
        self._starting: Successor | None = None
        self.is_lost = asyncio.Event()
        self.is_ending = False
        self._watching = [asyncio.ensure_future(self._watch(one)) for one in self._others]

    @property
    def status(self) -> int:
        """With what the last one that served has ended, as for whoever started us: never 0."""
        return max(self.serving.status, 1) if isinstance(self.serving, Successor) else 1

    @property
    def is_restarting(self) -> bool:
        """Whether a new process is on its way."""
        return self._starting is not None

    async def restart(self) -> None:
        """Let a new process serve; if it cannot, nothing has changed."""
        if self.is_restarting or self.is_ending:
            log.warning("A new process is being started already, or all are stopping")
            return
        supervisor.tell_reloading()
        log.info("A new process is being started")
        try:
            self._starting = Successor.start(self._launch)
            said = await self._replace(self._starting)
        except OSError as fault:
            said = FAILED.format(fault.strerror)
            log.error(said)
        finally:
            self._starting = None
        supervisor.tell_ready(said)

    def end(self) -> None:
        """Tell all others to stop."""
        self.is_ending = True
        for one in self._others:
            one.end()

    async def ended(self) -> None:
        """Wait until they have."""
        await asyncio.gather(*(one.ended.wait() for one in self._others))

    def keep(self, is_to_begin_anew: Callable[[], bool], *told: str) -> None:
        """Become the small process that keeps the place of this one, which serves no more (``keeper.py``).

        Nothing of this one is left but its number, its children and the files that are handed on. ``told`` are further
        words for the keeper. A restart that was asked for, and has not begun, is its first deed.
        """
        pairs = {one.pid: one.pair.fileno() for one in self._others}
        files = [one.fileno() for one in self._launch.sockets]
        for number in (*files, *pairs.values()):
            os.set_inheritable(number, True)
        serving = self.serving.pid if isinstance(self.serving, Successor) else 0
        state = {"serving": serving, "pairs": pairs, "sockets": files}
        state |= {"command": [*self._launch.command], "folder": self._launch.folder}
        program = [sys.executable, "-I", "-c", _KEEPER, str(Path(__file__).parent.parent), json.dumps(state), *told]
        signal.pthread_sigmask(signal.SIG_BLOCK, HEARD)  # what comes from here on waits until the keeper can hear it
        if is_to_begin_anew():
            signal.raise_signal(signal.SIGHUP)  # it waits there as well
        os.execv(sys.executable, program)  # noqa: S606 - our own program

    @classmethod
    def kept(cls, state: str) -> "Succession":
        """The one that ``keep`` has written down. Needs an event loop."""
        said = json.loads(state)
        sockets = opened(said["sockets"])
        others = {int(pid): Successor(int(pid), socket.socket(fileno=pair)) for pid, pair in said["pairs"].items()}
        for one in others.values():
            one.pair.set_inheritable(False)
        serving = others.pop(said["serving"])
        return cls(Launch(said["command"], said["folder"], sockets), serving, [*others.values()])

    @property
    def _others(self) -> list[Successor]:
        serving = [self.serving] if isinstance(self.serving, Successor) else []
        return [*serving, *self._leaving, *filter(None, (self._starting,))]

    async def _replace(self, new: Successor) -> str:
        if not await new.is_ready(PATIENCE):
            new.pair.close()
            said = FAILED.format(f"it ended with {new.status}")
            log.error(said)
            return said
        old, self.serving = self.serving, new
        if isinstance(old, Successor):
            self._leaving.append(old)
        self._watching.append(asyncio.ensure_future(self._watch(new)))
        try:
            await old.leave()
        finally:
            new.work()
        log.info("The new process serves (%d); the one before it goes when its readers have moved", new.pid)
        return f"Process {new.pid} serves"

    async def _watch(self, one: Successor) -> None:
        await one.ended.wait()
        one.pair.close()
        if one in self._leaving:
            self._leaving.remove(one)
        elif one is self.serving and not self.is_ending:
            log.error("The process that served has ended (%d)", one.status)
            self.is_lost.set()


# Loads no more of the house than this folder, so that the keeper stays small.
_KEEPER = (
    "import sys, types; house = types.ModuleType('statuspage'); house.__path__ = [sys.argv[1]];"
    " sys.modules['statuspage'] = house; from statuspage.succession.keeper import keep; keep(*sys.argv[2:])"
)
