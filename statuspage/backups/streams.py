"""Chunks read as a file is, in either direction, and no more than a piece of them at once."""

from collections.abc import Iterable


class ChunkReader:
    """A file to be read, made of chunks. What goes wrong as they are made is kept in ``fault``, and raised."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = memoryview(b"")
        self.fault: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        """At most so many bytes, as many as there are in the present chunk; none at the end."""
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as fault:
            self.fault = fault
            raise
        size = len(self._rest) if size < 0 else size
        found, self._rest = bytes(self._rest[:size]), self._rest[size:]
        return found
