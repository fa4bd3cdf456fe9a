"""The body of a request as it arrives: in memory while it is short, and in a file of its own from then on.

So long bodies cost no memory. There is room for so many files at once, of all and of one address. Of a form
that is too long by its files only the words are kept; the rest is read and forgotten, because a browser shows no answer
before it has sent everything.
"""

import asyncio
import contextlib
import io
import tempfile
from typing import IO

from statuspage.front.sieve import Sieve
from statuspage.front.slots import Full, Slots

IN_MEMORY = 5 * 1024 * 1024  # bytes: a letter that is far too long, or a piece of a file
AT_ONCE = 1024 * 1024  # bytes that are written together
TOGETHER, EACH = 32, 4  # files


class Body:
    """The bytes that have come so far. ``address`` is who sends them, as whoever counts has it.

    ``sieve`` is given where the words are to be kept if the whole is too long.
    """

    def __init__(self, slots: Slots | None = None, address: str = "", sieve: Sieve | None = None) -> None:
        self._slots, self._address, self._slot = slots, address, contextlib.ExitStack()
        self._last = bytearray()
        self._file: IO[bytes] | None = None
        self._length = 0
        self._sieve, self.is_sifted = sieve, False

    def __len__(self) -> int:
        return self._length

    async def add(self, chunk: bytes) -> None:
        """The next bytes. Raises Full where they are too many for memory, and there is no room for one more file."""
        self._length += len(chunk)
        if self.is_sifted and self._sieve:
            self._sieve.add(chunk)
            return
        self._last += chunk
        if self._length > IN_MEMORY and (self._file is None or len(self._last) >= AT_ONCE):
            if self._file is None:
                self._take_slot()
            written, self._last = self._last, bytearray()
            await asyncio.to_thread(self._write, written)

    async def sift(self) -> bool:
        """Keep nothing but the words, of what has come and of what is still to come.

        False, and nothing changed, where they are not wanted, or so many others are being sifted.
        """
        if self._sieve is None or self.is_sifted:
            return self.is_sifted
        try:
            if self._file is None:
                self._take_slot()
        except Full:
            return False
        with self.reader() as whole:
            while chunk := await asyncio.to_thread(whole.read, AT_ONCE):
                self._sieve.add(chunk)
        self._file, self._last, self.is_sifted = None, bytearray(), True
        return True

    def reader(self) -> IO[bytes]:
        """All of it that is kept, to be read from the beginning."""
        if self.is_sifted and self._sieve:
            return io.BytesIO(self._sieve.form())
        if self._file is None:
            return io.BytesIO(bytes(self._last))
        self._file.write(self._last)
        self._last = bytearray()
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Forget it."""
        if self._file is not None:
            self._file.close()
        self._slot.close()
        self._file, self._last, self._length = None, bytearray(), 0

    def _take_slot(self) -> None:
        if self._slots is not None:
            self._slot.enter_context(self._slots.count(self._address))

    def _write(self, written: bytearray) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._file.write(written)
