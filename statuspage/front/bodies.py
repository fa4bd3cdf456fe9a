"""The body of a request as it arrives: in memory while it is short, and in a file of its own from then on.

So long bodies cost no memory. There is room for so many files at once, of all and of one address. Of a form
that is too long by its files, or that the disk has no room for, only the words are kept; the rest is read and
forgotten, because a browser shows no answer before it has sent everything.
"""

import asyncio
import contextlib
import io
import logging
import tempfile
from collections.abc import Iterator
from typing import IO

from statuspage.front.sieve import Sieve
from statuspage.front.slots import Full, Slots
from statuspage.protocol import Beforehand

IN_MEMORY = 5 * 1024 * 1024  # bytes: a letter that is far too long, or a piece of a file
AT_ONCE = 1024 * 1024  # bytes that are written together
TOGETHER, EACH = 32, 4  # files

log = logging.getLogger("statuspage.front")


class Body:
    """The bytes that have come so far. ``address`` is who sends them, as whoever counts has it.

    ``sieve`` is given where the words are to be kept if the whole cannot be. ``sifted`` says why they alone were, as
    one of the reasons of ``Beforehand``; "" while all is here.
    """

    def __init__(self, slots: Slots | None = None, address: str = "", sieve: Sieve | None = None) -> None:
        self._slots, self._address, self._slot = slots, address, contextlib.ExitStack()
        self._last = bytearray()
        self._file: IO[bytes] | None = None
        self._length = self._stored = 0
        self._sieve, self.sifted = sieve, ""

    def __len__(self) -> int:
        return self._length

    async def add(self, chunk: bytes) -> None:
        """The next bytes. Raises Full where they are too many for memory, and there is no room for one more file."""
        self._length += len(chunk)
        if self.sifted and self._sieve:
            self._sieve.add(chunk)
            return
        self._last += chunk
        if self._length > IN_MEMORY and (self._file is None or len(self._last) >= AT_ONCE):
            if self._file is None:
                self._take_slot()
            await asyncio.to_thread(self._store)

    async def end(self) -> None:
        """Nothing more comes. Raises Full as ``add`` does."""
        if self._file is not None and self._last:
            await asyncio.to_thread(self._store)

    async def sift(self) -> bool:
        """Keep nothing but the words, of what has come and of what is still to come.

        False, and nothing changed, where they are not wanted, or so many others are being sifted.
        """
        if self._sieve is None or self.sifted:
            return bool(self.sifted)
        try:
            if self._file is None:
                self._take_slot()
        except Full:
            return False
        await asyncio.to_thread(self._keep_words, self._sieve, Beforehand.TOO_LONG)
        return True

    def reader(self) -> IO[bytes]:
        """All of it that is kept, to be read from the beginning, once it has ended."""
        if self.sifted and self._sieve:
            return io.BytesIO(self._sieve.form())
        if self._file is None:
            return io.BytesIO(bytes(self._last))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Forget it."""
        self._forget()
        self._slot.close()
        self._length = 0

    def _take_slot(self) -> None:
        if self._slots is not None:
            self._slot.enter_context(self._slots.count(self._address))

    def _store(self) -> None:
        """Put on the disk what has come since; where that has no room, keep the words, or raise Full."""
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by _forget()
            left = memoryview(bytes(self._last))
            while left:
                left = left[self._file.write(left) :]
        except OSError as fault:
            log.error("A long form could not be kept on the disk while it came: %s", fault)
            if self._sieve is None:
                self._forget()
                raise Full from fault
            self._keep_words(self._sieve, Beforehand.NO_ROOM)
        else:
            self._stored += len(self._last)
            self._last = bytearray()

    def _keep_words(self, sieve: Sieve, why: str) -> None:
        for chunk in self._so_far():
            sieve.add(chunk)
        self._forget()
        self.sifted = why

    def _so_far(self) -> Iterator[bytes]:
        if self._file is not None:
            self._file.seek(0)
            for start in range(0, self._stored, AT_ONCE):
                yield self._file.read(min(AT_ONCE, self._stored - start))
        yield bytes(self._last)

    def _forget(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file, self._last, self._stored = None, bytearray(), 0
