"""How many streams may be open: of everyone together, and of one address, so that nobody can take them all."""

import contextlib
from collections import Counter
from collections.abc import Iterator

from statuspage.front.bridge import AsgiScope, header

TOGETHER = 10_000  # streams of one process
EACH = 200  # streams of one address; a whole office may share one


class Full(Exception):
    """No further stream may be opened now."""


class StreamLimits:
    """Counts the open streams."""

    def __init__(self, together: int = TOGETHER, each: int = EACH) -> None:
        self._together, self._each = together, each
        self._by_address: Counter[str] = Counter()
        self._total = 0

    @contextlib.contextmanager
    def count(self, address: str) -> Iterator[None]:
        """Count one stream from this address while the block lasts. Raises Full."""
        if self._total >= self._together or self._by_address[address] >= self._each:
            raise Full
        self._total += 1
        self._by_address[address] += 1
        try:
            yield
        finally:
            self._total -= 1
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]


def client_address(scope: AsgiScope, proxies: int) -> str:
    """Who asks, as the outermost of our own proxies saw them; what others claim counts for nothing."""
    client = str((scope.get("client") or ("",))[0])
    claims = [part.strip() for part in header(scope, b"x-forwarded-for").decode("latin-1").split(",") if part.strip()]
    return claims[-proxies] if 0 < proxies <= len(claims) else client
