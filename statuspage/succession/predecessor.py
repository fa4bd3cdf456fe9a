"""The process whose place this one takes: what it has given us, and what we say to it and hear from it."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Mapping, MutableMapping

from statuspage.succession.sockets import opened
from statuspage.succession.successor import GIVEN


class Predecessor:
    """The elder's ``sockets``, and our end of the pair by which we speak."""

    def __init__(self, pair: socket.socket, sockets: list[socket.socket]) -> None:
        self._pair, self.sockets = pair, sockets

    @classmethod
    def found(cls, environ: MutableMapping[str, str] | None = None) -> "Predecessor | None":
        """The one that started us; None for a process that was started as the first."""
        given = (os.environ if environ is None else environ).pop(GIVEN, "")
        if not given:
            return None
        pair, *files = map(int, given.split())
        os.set_inheritable(pair, False)  # what we start ourselves must not keep it open
        return cls(socket.socket(fileno=pair), opened(files))

    def say(self, what: bytes) -> None:
        """It may be gone; then we hear that as well."""
        with contextlib.suppress(OSError):
            self._pair.send(what)

    async def hear(self, does: Mapping[bytes, Callable[[], object]], gone: Callable[[], object]) -> None:
        """Do what it says, until it is ``gone``."""
        reader, writer = await asyncio.open_unix_connection(sock=self._pair)
        with contextlib.suppress(OSError):
            while said := await reader.read(1):
                does.get(said, lambda: None)()
        writer.close()
        gone()
