"""How many streams there may be: for everyone together, and for one address, so that nobody takes all of them."""

import contextlib
from collections import Counter
from collections.abc import Iterator

from statuspage.front.bridge import Scope, header

TOGETHER = 10_000  # streams of one process
EACH = 200  # streams of one address; a whole office may share one


class Full(Exception):
    """No place is left."""


class StreamLimits:
    """Places for streams."""

    def __init__(self, together: int = TOGETHER, each: int = EACH) -> None:
        self._together, self._each = together, each
        self._taken: Counter[str] = Counter()
        self._total = 0

    @contextlib.contextmanager
    def one(self, address: str) -> Iterator[None]:
        """A place for as long as it is used. Raises Full."""
        if self._total >= self._together or self._taken[address] >= self._each:
            raise Full
        self._total += 1
        self._taken[address] += 1
        try:
            yield
        finally:
            self._total -= 1
            self._taken[address] -= 1
            if not self._taken[address]:
                del self._taken[address]


def address(scope: Scope, proxies: int) -> str:
    """Who asks, as the outermost of our own proxies saw them; what others claim counts for nothing."""
    client = str((scope.get("client") or ("",))[0])
    claims = [part.strip() for part in header(scope, b"x-forwarded-for").decode("latin-1").split(",") if part.strip()]
    return claims[-proxies] if 0 < proxies <= len(claims) else client
