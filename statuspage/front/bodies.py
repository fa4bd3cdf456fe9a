"""The body of a request as it arrives: in memory while it is short, and in a file of its own from then on.

So long bodies cost no memory. There is room for so many files at once, of all and of one address.
"""

import asyncio
import contextlib
import io
import tempfile
from typing import IO

from statuspage.front.slots import Slots

IN_MEMORY = 5 * 1024 * 1024  # bytes: a letter that is far too long, or a piece of a file
AT_ONCE = 1024 * 1024  # bytes that are written together
TOGETHER, EACH = 32, 4  # files


class Body:
    """The bytes that have come so far. ``address`` is who sends them, as whoever counts has it."""

    def __init__(self, slots: Slots | None = None, address: str = "") -> None:
        self._slots, self._address, self._slot = slots, address, contextlib.ExitStack()
        self._last = bytearray()
        self._file: IO[bytes] | None = None
        self._length = 0

    def __len__(self) -> int:
        return self._length

    async def add(self, chunk: bytes) -> None:
        """The next bytes. Raises Full where they are too many for memory, and there is no room for one more file."""
        self._last += chunk
        self._length += len(chunk)
        if self._length > IN_MEMORY and (self._file is None or len(self._last) >= AT_ONCE):
            if self._file is None and self._slots is not None:
                self._slot.enter_context(self._slots.count(self._address))
            written, self._last = self._last, bytearray()
            await asyncio.to_thread(self._write, written)

    def reader(self) -> IO[bytes]:
        """All of it, to be read from the beginning."""
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

    def _write(self, written: bytearray) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._file.write(written)
