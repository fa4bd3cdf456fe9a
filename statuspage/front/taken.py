"""A stream that has its connection for itself: no task, no parser and no request are kept for as long as it is open.

It takes the place of uvicorn's protocol once the stream has begun (``Wire.hand_over``): a watcher then takes a quarter
of the memory, and to write to one costs a third.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from statuspage.front.connection import Message, Watcher

LONGEST = 64 * 1024  # bytes that somebody may still send, who has nothing more to say
_END = "end"


class Taken(Watcher, asyncio.Protocol):
    """``leave`` and ``give_back`` are called once the connection is lost; ``is_full`` says it takes no more for now."""

    __slots__ = ("_clock", "_heard", "_is_full", "_transport", "give_back", "leave")

    def __init__(self, transport: asyncio.Transport, is_full: bool, *, packed: bool) -> None:
        super().__init__(_unsent, packed=packed)
        self._transport, self._is_full = transport, is_full
        self.leave: Callable[[], None] = _nothing
        self.give_back: Callable[[Taken], None] = _nothing
        self._heard = 0
        self._clock: asyncio.TimerHandle | None = None

    def offer(self, kind: str, message: Message) -> int:
        """As ever: at once if the connection takes it, else as soon as it does, unless something newer has come."""
        if self.ended:
            return 0
        what = message.packed_chunk if self._packed else message.plain_chunk
        if not self._is_full:
            self._transport.write(what)
            return len(what)
        if kind != "beat":
            self._owe(kind, what)
        return 0

    def end(self, last: bytes = b"") -> None:
        """Send these last bytes behind what is owed, and close the connection."""
        if self.ended:
            return
        self.ended = True
        message = Message(last, more=False)
        self._owe(_END, message.packed_chunk if self._packed else message.plain_chunk)
        if not self._is_full:
            self._give()

    def shutdown(self) -> None:
        """The server stops."""
        self.end()

    def pause_writing(self) -> None:
        """The connection takes no more for now."""
        self._is_full = True

    def resume_writing(self) -> None:
        """It does again: send what has become late meanwhile."""
        self._is_full = False
        self._stop_waiting()
        self._give()

    def data_received(self, data: bytes) -> None:
        """Whoever reads has nothing more to say."""
        self._heard += len(data)
        if self._heard > LONGEST:
            self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's word for it
        """The reader has gone."""
        self.ended = True
        self._late.clear()
        self._stop_waiting()
        leave, give_back = self.leave, self.give_back
        self.leave = self.give_back = _nothing  # or each would keep the other
        leave()
        give_back(self)

    def _owe(self, kind: str, what: Any) -> None:
        self._late.pop(kind, None)
        self._late[kind] = what
        if self._clock is None and self._is_full:
            self._wait()

    def _give(self) -> None:
        while self._late and not self._is_full:
            kind = next(iter(self._late))
            self._transport.write(self._late.pop(kind))  # type: ignore[arg-type]  # these are chunks
            if kind == _END:
                self._transport.close()
                self._wait()
                return
        if self._late:
            self._wait()

    def _wait(self) -> None:
        self._stop_waiting()
        self._clock = asyncio.get_running_loop().call_later(self._patience, self._cut)

    def _stop_waiting(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _its_transport(self) -> asyncio.Transport:
        return self._transport


def _nothing(*_: object) -> None:
    """Nobody has to be told."""


async def _unsent(_message: object) -> None:
    raise NotImplementedError("it writes to its connection")
