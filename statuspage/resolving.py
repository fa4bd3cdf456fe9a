"""Finds the addresses of a host, and waits for the name system no longer than it is told to.

The system's own lookup has no limit that a program can set: a name server that says nothing holds it for half a minute
or longer. So each name is looked up in a thread of its own, one at a time however many ask, and whoever asks gives up
by themselves. Where the name system says nothing, what it said last is still believed; where it says that there is no
such name, that is believed at once.
"""

import asyncio
import socket
import threading
from concurrent.futures import Future

PATIENCE = 5.0  # seconds for whoever has no limit of their own
_SILENT = (socket.EAI_AGAIN, socket.EAI_FAIL)

Found = list[str]


class Resolver:
    """Remembers the lookups that are under way, and what each name stood for when it was found last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: dict[str, Future[Found]] = {}
        self._known: dict[str, Found] = {}

    def find(self, host: str, seconds: float = PATIENCE) -> Found:
        """The addresses of this host, each once. Raises ``socket.gaierror``."""
        try:
            return self._ask(host).result(seconds)
        except (TimeoutError, socket.gaierror) as fault:
            return self._last(host, fault)

    async def found(self, host: str, seconds: float = PATIENCE) -> Found:
        """The same, for the event loop."""
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(asyncio.wrap_future(self._ask(host)))
        except (TimeoutError, socket.gaierror) as fault:
            return self._last(host, fault)

    def _ask(self, host: str) -> Future[Found]:
        """The lookup of this host that is under way, or a new one."""
        with self._lock:
            if (running := self._asked.get(host)) is not None:
                return running
            answer = self._asked[host] = Future[Found]()
        answer.set_running_or_notify_cancel()  # whoever gives up ends it for nobody else
        threading.Thread(target=self._look, args=(host, answer), name="names", daemon=True).start()
        return answer

    def _look(self, host: str, answer: Future[Found]) -> None:
        found: Found = []
        fault: Exception | None = None
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found = [*dict.fromkeys(str(row[4][0]) for row in rows)]
        except Exception as broken:  # noqa: BLE001 - whoever asked hears of it
            fault = broken if isinstance(broken, socket.gaierror) else socket.gaierror(socket.EAI_NONAME, str(broken))
        with self._lock:
            del self._asked[host]
            if found:
                self._known[host] = found
        if fault is not None:
            answer.set_exception(fault)
        else:
            answer.set_result(found)

    def _last(self, host: str, fault: Exception) -> Found:
        """What the name stood for last, where nobody says what it stands for now."""
        said = fault if isinstance(fault, socket.gaierror) else socket.gaierror(socket.EAI_AGAIN, "no answer in time")
        if said.errno in _SILENT and (known := self._known.get(host)):
            return known
        raise said


names = Resolver()


def open_socket(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to this host, as ``socket.create_connection`` makes one; the lookup is within the same limit."""
    last: OSError | None = None
    for address in names.find(host, seconds):
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as fault:
            last = fault
    raise last or socket.gaierror(socket.EAI_NONAME, "no address")
