"""How many connections and streams may be open: of all, and of one address, so that nobody can take them all."""

from statuspage.asking import who_asks
from statuspage.front.bridge import AsgiScope, headers_of
from statuspage.front.slots import Slots

TOGETHER = 10_000  # streams of one process
EACH = 200  # streams of one address; a whole office may share one


class StreamLimits:
    """Counts the open streams."""

    def __init__(self, together: int = TOGETHER, each: int = EACH) -> None:
        self._slots = Slots(together, each)

    def take(self, address: str) -> None:
        """Count one more stream from this address, until it is given back. Raises Full."""
        self._slots.take(address)

    def give_back(self, address: str) -> None:
        """Count one less."""
        self._slots.give_back(address)


def client_address(scope: AsgiScope, proxies: int) -> str:
    """Who asks, as whatever is counted by address has it."""
    claims = b",".join(headers_of(scope, b"x-forwarded-for")) if proxies else b""
    return who_asks(str((scope.get("client") or ("",))[0]), claims.decode("latin-1"), proxies)
