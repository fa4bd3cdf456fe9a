"""How many connections and streams may be open: of all, and of one address, so that nobody can take them all."""

from contextlib import AbstractContextManager

from statuspage.asking import who_asks
from statuspage.front.bridge import AsgiScope, headers_of
from statuspage.front.slots import Slots

TOGETHER = 10_000  # streams of one process
EACH = 200  # streams of one address; a whole office may share one


class StreamLimits:
    """Counts the open streams."""

    def __init__(self, together: int = TOGETHER, each: int = EACH) -> None:
        self._slots = Slots(together, each)

    def count(self, address: str) -> AbstractContextManager[None]:
        """Count one stream from this address while the block lasts. Raises Full."""
        return self._slots.count(address)


def client_address(scope: AsgiScope, proxies: int) -> str:
    """Who asks, as whatever is counted by address has it."""
    claims = b",".join(headers_of(scope, b"x-forwarded-for")) if proxies else b""
    return who_asks(str((scope.get("client") or ("",))[0]), claims.decode("latin-1"), proxies)
