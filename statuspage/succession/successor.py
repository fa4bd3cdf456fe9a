"""A process that was started to serve in the place of another one: what its elder knows of it, and says to it.

Each says single bytes over a pair of sockets. The younger: READY, once it serves; RESTED, once it does nothing any more
beside answering. The elder: WORK, once nobody else does; LEAVE, when the next one serves. When the elder is gone, so is
its end of the pair, and the younger stops.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

GIVEN = "SUCCEEDS"  # the variable that tells the younger the numbers of its end of the pair, and of the sockets
READY, RESTED, WORK, LEAVE = b"r", b"s", b"w", b"l"


@dataclass(frozen=True)
class Launch:
    """How a process is started: with its ``command``, in its ``folder``, and with the listening ``sockets``."""

    command: Sequence[str]
    folder: str
    sockets: Sequence[socket.socket]

    @classmethod
    def again(cls, sockets: Sequence[socket.socket]) -> "Launch":
        """As this process was."""
        return cls([sys.executable, *sys.orig_argv[1:]], _folder(), sockets)


class Successor:
    """One such process, from its start, or taken over with its number and our end of the pair. Needs an event loop."""

    def __init__(self, pid: int, pair: socket.socket) -> None:
        self.pid, self.pair, self.status = pid, pair, 0
        self.ended = asyncio.Event()
        self._heard = {READY: asyncio.Event(), RESTED: asyncio.Event()}
        self._hearing = asyncio.ensure_future(self._hear())

    @classmethod
    def start(cls, launch: Launch) -> "Successor":
        """Raises OSError."""
        ours, theirs = socket.socketpair()
        with theirs:
            files = [one.fileno() for one in (theirs, *launch.sockets)]
            process = subprocess.Popen(  # noqa: S603 - the very program that runs already
                launch.command,
                cwd=launch.folder,
                env=os.environ | {GIVEN: " ".join(map(str, files))},
                pass_fds=files,
            )
        process.returncode = 0  # it is waited for below, or by the one that we become: not by subprocess
        return cls(process.pid, ours)

    async def is_ready(self, seconds: float) -> bool:
        """Wait until it serves. False when it has ended instead, or takes longer: then it is ended."""
        await self._until(self._heard[READY], seconds)
        if self._heard[READY].is_set() and not self.ended.is_set():
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        await self.ended.wait()
        return False

    def work(self) -> None:
        """Let it do what is done beside answering: nobody else does it any more."""
        self._say(WORK)

    async def leave(self, seconds: float = 30) -> None:
        """Let it go, in its own time; back as soon as it does nothing any more beside answering."""
        self._say(LEAVE)
        await self._until(self._heard[RESTED], seconds)

    def end(self) -> None:
        """Tell it to stop."""
        if not self.ended.is_set():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    async def _until(self, event: asyncio.Event, seconds: float) -> None:
        waits = [asyncio.ensure_future(one.wait()) for one in (event, self.ended)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for one in waits:
            one.cancel()

    def _say(self, what: bytes) -> None:
        with contextlib.suppress(OSError):  # it has ended
            self.pair.send(what)

    async def _hear(self) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=self.pair.dup())
        with contextlib.suppress(OSError):
            while said := await reader.read(1):
                if said in self._heard:
                    self._heard[said].set()
        writer.close()
        self.status = await asyncio.to_thread(_status_of, self.pid)
        self.ended.set()


def _status_of(pid: int) -> int:
    """How it ended: its status, or minus the number of the signal that ended it."""
    with contextlib.suppress(ChildProcessError):
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return 1


def _folder() -> str:
    """The folder that we were started in, by the name that led there: another version may be there under it now."""
    here, named = Path.cwd(), Path(os.environ.get("PWD", ""))
    with contextlib.suppress(OSError):
        return str(named if named.is_absolute() and named.samefile(here) else here)
    return str(here)
