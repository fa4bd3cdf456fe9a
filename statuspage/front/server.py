"""The server: uvicorn's, which another process can take the place of, and which can take that of another one.

Whoever leaves accepts nothing more, answers what comes by the connections that are open, and closes each after its next
answer, which says so. Streams end one by one, and connections at rest are closed when their time is up: nothing is cut.
"""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from types import FrameType

import uvicorn

from statuspage.front.asgi import Front
from statuspage.front.bridge import LONGEST
from statuspage.front.tasks import Tasks
from statuspage.front.wire import Wire
from statuspage.succession import supervisor
from statuspage.succession.hangup import Hangup
from statuspage.succession.order import Succession
from statuspage.succession.predecessor import Predecessor
from statuspage.succession.successor import LEAVE, READY, RESTED, WORK, Launch

STEP = 0.05  # seconds between two looks
UNDER_WAY = 1.0  # seconds in which the request of a connection that was just made must have come, when we stop

log = logging.getLogger("statuspage.serving")


class Server(uvicorn.Server):
    """Serves the front by these ``sockets``; ``before`` is whose place it takes.

    Whoever leaves has so many ``seconds`` for streams, and for connections at rest.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        front: Front,
        sockets: list[socket.socket],
        before: Predecessor | None,
        seconds: float,
    ) -> None:
        super().__init__(config)
        self._front, self._sockets, self._before, self._seconds = front, sockets, before, seconds
        self._hangup = Hangup()
        self._tasks = Tasks()
        self.succession: Succession | None = None  # kept by the process that was first
        self._is_to_begin_anew = False  # it was told so, and has not begun yet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve, and then say so."""
        if self._before:
            self._front.wait_to_work()
        await super().startup(sockets)
        self._loop = asyncio.get_running_loop()
        if self._before:
            await self._succeed(self._before)
        else:
            self.succession = Succession(Launch.again(self._sockets), self)
            self._tasks.start(self._mind(self.succession))
            supervisor.tell_ready(f"Process {os.getpid()} serves")
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self._hear_hangup)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, and let all others stop that were started by this one."""
        if self.succession:
            supervisor.tell(STOPPING=1)
            self.succession.end()
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop: who is connected has a moment to say what they want, before connections at rest are closed."""
        self._close_the_door()
        await self._until_gone(UNDER_WAY)
        await super().shutdown(sockets)
        if self.succession and self.succession.is_ending:
            await self.succession.ended()

    def serve_until_told(self) -> None:
        """Serve until told to stop; or until another process does, and then keep the place for it, for good."""
        self.run(sockets=[one.dup() for one in self._sockets])
        if self.succession and self.succession.is_lost.is_set():
            sys.exit(self.succession.status)
        if self.succession and self.succession.serving is not self:
            settings = self._front.settings
            self.succession.keep(lambda: self._is_to_begin_anew, settings.log_level, settings.log_format)

    async def leave(self) -> None:
        """Let another process serve; back when nothing is done here any more beside answering."""
        self._close_the_door()
        await self._front.rest()
        self._tasks.start(self._drain())

    def _close_the_door(self) -> None:
        for server in self.servers:
            server.close()
        wires: type[Wire] = self.config.http_protocol_class  # type: ignore[assignment]
        wires.is_leaving = True
        for connection in self._connections():
            connection.leave()

    async def _drain(self) -> None:
        self._front.let_go(self._seconds)
        await self._until_gone(self._seconds)
        for connection in self._connections():
            connection.close_at_rest()
        await self._until_gone(LONGEST)
        while self.succession and self.succession.is_restarting:
            await asyncio.sleep(STEP)
        self.should_exit = True

    def _connections(self) -> list[Wire]:
        return [one for one in self.server_state.connections if isinstance(one, Wire)]

    async def _until_gone(self, seconds: float) -> None:
        """Until no connection is left, for so many seconds at most."""
        until = time.monotonic() + seconds
        while self.server_state.connections and time.monotonic() < until and not self.force_exit:
            await asyncio.sleep(STEP)

    def _hear_hangup(self, _number: int, _frame: FrameType | None) -> None:
        if self._hangup.means_stop():
            signal.raise_signal(signal.SIGTERM)
        elif self.succession:
            self._is_to_begin_anew = True
            with contextlib.suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(self._restart, self.succession)

    def _restart(self, succession: Succession) -> None:
        self._tasks.start(self._begin_anew(succession))

    async def _begin_anew(self, succession: Succession) -> None:
        """Let a new process serve; once this one is about to end, that is left to the keeper of its place."""
        if not self.should_exit:
            self._is_to_begin_anew = False
            await succession.restart()

    async def _succeed(self, before: Predecessor) -> None:
        if reason := await self._front.is_ready():
            log.error("This process cannot serve: %s", reason)
            sys.exit(1)

        async def give_way() -> None:
            await self.leave()
            before.say(RESTED)

        does: dict[bytes, Callable[[], object]] = {
            WORK: self._front.work,
            LEAVE: lambda: self._tasks.start(give_way()),
        }
        self._tasks.start(before.hear(does, gone=lambda: signal.raise_signal(signal.SIGTERM)))
        before.say(READY)

    async def _mind(self, succession: Succession) -> None:
        """Where the one that serves now is lost, whoever started us starts us again."""
        await succession.is_lost.wait()
        self.should_exit = True
