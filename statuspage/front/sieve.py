"""What was typed, out of a form that is too long by its files: its fields pass, wherever they stand, and the files go.

It reads multipart/form-data (RFC 7578) as it comes, chunk by chunk, and holds no more than the words.
"""

from enum import Enum

_LONGEST_HEAD = 2_048  # bytes before a part's content; a browser writes its name there, and that of a file


class _In(Enum):
    HEAD = "the head of a part"
    FIELD = "what was typed"
    FILE = "what goes"
    END = "nothing that matters"


class Sieve:
    """Lets pass what is no file, at most ``most`` bytes of it, from the first ``parts`` parts."""

    def __init__(self, boundary: bytes, most: int, parts: int) -> None:
        self._line, self._most, self._parts = b"\r\n--" + boundary, most, parts
        self._rest = bytearray(b"\r\n")  # the first line begins the body
        self._passed = bytearray()
        self._in = _In.FILE  # whatever stands before it means nothing

    def add(self, chunk: bytes) -> None:
        """The next bytes."""
        self._rest += chunk
        while self._goes_on():
            if len(self._passed) > self._most:
                self._in = _In.END

    def form(self) -> bytes:
        """A whole form with the words that have passed, also where it broke off in one of them."""
        last = bytes(self._rest) if self._in is _In.FIELD else b""
        return bytes(self._passed) + last + self._line + b"--\r\n"

    def _goes_on(self) -> bool:
        """Read on to the next border; False where that has not come yet."""
        if self._in is _In.END:
            self._rest.clear()
            return False
        return self._read_head() if self._in is _In.HEAD else self._read_content()

    def _read_content(self) -> bool:
        found = self._rest.find(self._line)
        end = found if found >= 0 else max(0, len(self._rest) - len(self._line) + 1)
        if self._in is _In.FIELD:
            self._passed += self._rest[:end]
        del self._rest[: end + len(self._line) if found >= 0 else end]
        if found >= 0:
            self._in, self._parts = (_In.HEAD, self._parts - 1) if self._parts else (_In.END, 0)
        return found >= 0

    def _read_head(self) -> bool:
        end = self._rest.find(b"\r\n\r\n", 0, _LONGEST_HEAD)
        if self._rest.startswith(b"--"):
            self._in = _In.END
        elif end >= 0:
            head = self._rest[:end]
            self._in = _In.FILE if b"filename" in head.lower() else _In.FIELD
            if self._in is _In.FIELD:
                self._passed += self._line + head + b"\r\n\r\n"
            del self._rest[: end + 4]
        elif len(self._rest) >= _LONGEST_HEAD:
            self._in = _In.FILE
        else:
            return False
        return True
