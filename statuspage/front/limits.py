"""How many connections and streams may be open: of all, and of one address, so that nobody can take them all."""

import contextlib
from collections import Counter
from collections.abc import Iterator

from statuspage.asking import who_asks
from statuspage.front.bridge import AsgiScope, headers_of

TOGETHER = 10_000  # streams of one process
EACH = 200  # streams of one address; a whole office may share one


class Full(Exception):
    """No further stream may be opened now."""


class Slots:
    """Counts what is open: of all ``together``, and for ``each`` address."""

    def __init__(self, together: int, each: int) -> None:
        self._together, self._each = together, each
        self._by_address: Counter[str] = Counter()
        self._total = 0

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


class StreamLimits:
    """Counts the open streams."""

    def __init__(self, together: int = TOGETHER, each: int = EACH) -> None:
        self._slots = Slots(together, each)

    @contextlib.contextmanager
    def count(self, address: str) -> Iterator[None]:
        """Count one stream from this address while the block lasts. Raises Full."""
        if not self._slots.open():
            raise Full
        try:
            if not self._slots.hold(address):
                raise Full
            try:
                yield
            finally:
                self._slots.release(address)
        finally:
            self._slots.close()


def client_address(scope: AsgiScope, proxies: int) -> str:
    """Who asks, as whatever is counted by address has it."""
    claims = b",".join(headers_of(scope, b"x-forwarded-for")) if proxies else b""
    return who_asks(str((scope.get("client") or ("",))[0]), claims.decode("latin-1"), proxies)
