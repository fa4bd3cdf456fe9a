"""One open stream, written to without ever waiting for its reader."""

import asyncio
import re
from functools import cached_property
from typing import Any

from statuspage.front import packing
from statuspage.front.bridge import Send

PATIENCE = 30  # seconds that a reader may take for one message
_LINES = re.compile(rb"\r\n|\r|\n")


def event(name: str, data: bytes = b"", id: str = "") -> bytes:
    """One server-sent event (HTML standard, 9.2.6). Raises ValueError for a line break in a name or an id."""
    head = (f"id: {id}\n" if id else "") + (f"event: {name}\n" if name else "")
    if "\r" in head or head.count("\n") != bool(id) + bool(name):
        raise ValueError("a line break in an event's name or id")
    lines = _LINES.split(data) if data or not name else []
    return head.encode() + b"".join(b"data: %s\n" % line for line in lines) + b"\n"


class Message:
    """What goes to a stream, plain or packed; either form is made once, when the first watcher takes it.

    A chunk is such a form as it stands on the wire (RFC 9112, section 7.1).
    """

    def __init__(self, body: bytes, *, more: bool = True) -> None:
        self._body: bytes | None = body
        self._more = more

    def keep_packed(self) -> None:
        """Pack it now, and keep no more: whoever takes it plain has it unpacked."""
        if self.packed["body"]:
            self._body = None
            self.__dict__.pop("plain", None)

    @cached_property
    def plain(self) -> dict[str, Any]:
        body = packing.unblocked(self.packed["body"]) if self._body is None else self._body
        return {"type": "http.response.body", "body": body, "more_body": self._more}

    @cached_property
    def packed(self) -> dict[str, Any]:
        return self.plain | {"body": packing.blocks(self.plain["body"])}

    @cached_property
    def plain_chunk(self) -> bytes:
        return _chunk(self.plain)

    @cached_property
    def packed_chunk(self) -> bytes:
        return _chunk(self.packed)


def _chunk(form: dict[str, Any]) -> bytes:
    body: bytes = form["body"]
    return (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"" if form["more_body"] else b"0\r\n\r\n")


class Watcher:
    """One reader. A slow one is owed at most the newest message of each kind, and let go after `patience` seconds.

    It is written to by ASGI's `send`; where the connection is our own, `taken.Taken` takes the place of this.
    """

    __slots__ = ("_catching_up", "_late", "_packed", "_patience", "_send", "ended")

    def __init__(self, send: Send, *, packed: bool = False, patience: float = PATIENCE) -> None:
        self._send, self._packed, self._patience = send, packed, patience
        self._late: dict[str, dict[str, Any]] = {}
        self._catching_up: asyncio.Task[None] | None = None
        self.ended = False

    def offer(self, kind: str, message: Message) -> int:
        """Send it at once if the connection takes it; else as soon as it does, unless something newer has come.

        Returns how many bytes were sent at once.
        """
        if self.ended:
            return 0
        what = self.form(message)
        if self._catching_up is None and self._at_once(what):
            return len(what["body"])
        if kind != "beat":
            self._late.pop(kind, None)
            self._late[kind] = what
        if self._catching_up is None:
            self._catching_up = asyncio.get_running_loop().create_task(self._catch_up())
        return 0

    def form(self, message: Message) -> dict[str, Any]:
        """The message in the form that this reader takes."""
        return message.packed if self._packed else message.plain

    def end(self, last: bytes = b"") -> None:
        """Send these last bytes, and close the connection as well: who comes back may find another process.

        ASGI has no word for this either.
        """
        cycle: Any = getattr(self._send, "__self__", None)
        if hasattr(cycle, "keep_alive"):
            cycle.keep_alive = False
        self.offer("end", Message(last, more=False))
        self.ended = True

    def _at_once(self, what: dict[str, Any]) -> bool:
        """Take one step of the server's `send`: it is done, or would have to wait and has written nothing yet.

        This takes a tenth of the CPU of a task for each watcher (0.5 against 5 µs). It relies on uvicorn's inside, and
        tests/front/test_server.py fails when that changes.
        """
        sending = self._send(what)
        try:
            sending.send(None)
        except StopIteration:
            return True
        except OSError:  # it has just gone
            return True
        sending.close()
        return False

    async def _catch_up(self) -> None:
        try:
            while self._late:
                kind = next(iter(self._late))
                async with asyncio.timeout(self._patience):
                    await self._send(self._late.pop(kind))
        except TimeoutError:
            self._cut()
        except OSError:
            self.ended = True
        finally:
            self._catching_up = None

    def _cut(self) -> None:
        """Cut the connection: to close it properly would mean to wait for the reader again."""
        self.ended = True
        transport = self._its_transport()
        if transport is not None:
            transport.abort()

    def _its_transport(self) -> asyncio.Transport | None:
        """ASGI has no word for this, so it reaches for uvicorn's; tests/front/test_server.py fails when it is gone."""
        return getattr(getattr(self._send, "__self__", None), "transport", None)
