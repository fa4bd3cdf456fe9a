"""Counts what may be open at once, of all and of one address."""

import contextlib
from collections import Counter
from collections.abc import Iterator


class Full(Exception):
    """No further one may be opened now."""


class Slots:
    """Counts what is open: of all ``together``, and for ``each`` address."""

    def __init__(self, together: int, each: int) -> None:
        self._together, self._each = together, each
        self._by_address: Counter[str] = Counter()
        self._total = 0

    @contextlib.contextmanager
    def count(self, address: str) -> Iterator[None]:
        """Count one from this address while the block lasts. Raises Full."""
        self.take(address)
        try:
            yield
        finally:
            self.give_back(address)

    def take(self, address: str) -> None:
        """Count one more from this address, until it is given back. Raises Full."""
        if not self.open():
            raise Full
        if not self.hold(address):
            self.close()
            raise Full

    def give_back(self, address: str) -> None:
        """Count one less from this address."""
        self.release(address)
        self.close()

    def open(self) -> bool:
        """Count one more of all; False, and nothing counted, when that is one too many."""
        if self._total >= self._together:
            return False
        self._total += 1
        return True

    def close(self) -> None:
        """Count one less."""
        self._total -= 1

    def hold(self, address: str) -> bool:
        """Count one more of this address; False, and nothing counted, when that is one too many."""
        if self._by_address[address] >= self._each:
            return False
        self._by_address[address] += 1
        return True

    def release(self, address: str) -> None:
        """Count one less of this address."""
        self._by_address[address] -= 1
        if not self._by_address[address]:
            del self._by_address[address]
