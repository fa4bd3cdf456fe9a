"""How many connections and streams may be open: of all, and of one address, so that nobody can take them all."""

import contextlib
from collections.abc import Iterator

from statuspage.asking import who_asks
from statuspage.front.bridge import AsgiScope, headers_of
from statuspage.front.slots import Slots

TOGETHER = 10_000  # streams of one process
EACH = 200  # streams of one address; a whole office may share one


class Full(Exception):
    """No further stream may be opened now."""


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
