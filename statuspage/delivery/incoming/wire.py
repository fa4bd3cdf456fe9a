"""Bytes to and from a server. However it behaves, each wait has its end, and what it says takes bounded memory."""

import errno
import os
import selectors
import socket
import ssl
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import TypeVar

from statuspage.resolving import names

TICK = 0.5  # seconds between two beats of a wait, at most
LINE = 64 * 1024  # bytes of a line
_PIECE = 64 * 1024  # bytes read at a time
_UNDER_WAY = (0, errno.EINPROGRESS, errno.EWOULDBLOCK)

Made = TypeVar("Made")


class AnswerTooLong(Exception):
    """It says more than anybody asked for."""


class MailboxWire:
    """One connection, whose ``beat`` is called at least twice a second while we wait; what that raises ends the wait.

    Raises OSError where there is no connection, TimeoutError after the seconds of ``allow``, and AnswerTooLong.
    """

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat = beat
        self._socket: socket.socket | None = None
        self._got = bytearray()
        self._until, self._left = 0.0, 0

    def allow(self, seconds: float, most: int) -> None:
        """From now on it has so long, and may say so many bytes that we keep."""
        self._until, self._left = monotonic() + seconds, most

    def connect(self, host: str, port: int, seconds: float) -> None:
        """Connect to the first of the host's addresses that answers; so many seconds for each."""
        fault = OSError(errno.EHOSTUNREACH, os.strerror(errno.EHOSTUNREACH))
        for found in names.find(host, seconds):
            (family, kind, protocol, _, address), *_ = socket.getaddrinfo(found, port, type=socket.SOCK_STREAM)
            self.allow(seconds, 0)
            try:
                self._open(socket.socket(family, kind, protocol), address)
            except OSError as why:
                self.close()
                fault = why
            else:
                return
        raise fault

    def encrypt(self, host: str) -> None:
        """Change to TLS, with a certificate that is checked for this host. What was said before is forgotten."""
        self._got.clear()  # or somebody in between could have said it (RFC 8314)
        context = ssl.create_default_context()
        wrapped = context.wrap_socket(
            self._connected(), server_hostname=host.removesuffix("."), do_handshake_on_connect=False
        )
        self._socket = wrapped
        self._do(wrapped.do_handshake, selectors.EVENT_READ)

    def send(self, data: bytes) -> None:
        """Say all of this."""
        while data:
            data = data[self._do(partial(self._connected().send, data), selectors.EVENT_WRITE) :]

    def line(self) -> bytes:
        """The next line with its end; without one, where the connection ended first."""
        seen = 0
        while (end := self._got.find(b"\n", seen)) < 0:
            if (seen := len(self._got)) > LINE:
                raise AnswerTooLong
            if not self._more():
                break
        line = bytes(self._got[: end + 1 or seen])
        del self._got[: len(line)]
        self._spend(len(line))
        return line

    def read(self, size: int, keep: int) -> bytes:
        """The first bytes of the next ``size``, at most ``keep``; the others are read and let go."""
        kept = bytearray()
        while size and (self._got or self._more()):
            piece = self._got[:size]
            del self._got[: len(piece)]
            size -= len(piece)
            kept += piece[: keep - len(kept)]
        self._spend(len(kept))
        return bytes(kept)

    def is_said(self, seconds: float) -> bool:
        """Whether it says anything within so long, or ends."""
        until, self._until = self._until, monotonic() + seconds
        try:
            if not self._got:
                self._more()
            return True
        except TimeoutError:
            return False
        finally:
            self._until = until

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._got.clear()

    def _open(self, made: socket.socket, address: object) -> None:
        self._socket = made
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        code = made.connect_ex(address)  # type: ignore[arg-type] # its shape is that of the family
        if code in _UNDER_WAY:
            self._wait(selectors.EVENT_WRITE)
            code = made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise OSError(code, os.strerror(code))

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise OSError(errno.ENOTCONN, os.strerror(errno.ENOTCONN))
        return self._socket

    def _more(self) -> bool:
        """Read some more; False at the end."""
        piece = self._do(partial(self._connected().recv, _PIECE), selectors.EVENT_READ)
        self._got += piece
        return bool(piece)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise AnswerTooLong

    def _do(self, deed: Callable[[], Made], needs: int) -> Made:
        """Do this to the socket as soon as it can be done."""
        while True:
            self._tick()
            try:
                return deed()
            except ssl.SSLWantWriteError:
                self._wait(selectors.EVENT_WRITE)
            except ssl.SSLWantReadError:
                self._wait(selectors.EVENT_READ)
            except BlockingIOError:
                self._wait(needs)

    def _wait(self, needs: int) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._connected(), needs)
            while not waiting.select(min(TICK, max(0.0, self._until - monotonic()))):
                self._tick()

    def _tick(self) -> None:
        self._beat()
        if monotonic() >= self._until:
            raise TimeoutError
