"""Answers from memory, given in the moment in which they are asked for: no task begins, and one write gives them.

What a request asks is worked out once, on the ordinary way; whoever asks the same again in the same words is answered
here. Whether the answer still holds is looked up for each of them, as ever: at once in a file, and of a database that
is far away it is told in a later turn.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from statuspage.front.bridge import AsgiScope
from statuspage.front.snapshots import Cached, RequestKey, Snapshots, has
from statuspage.front.visits import VisitCounts, Visitor, reader_of
from statuspage.front.watch import Lost
from statuspage.front.watch import Told as TellVersion
from statuspage.protocol import PublicVersion

MOST = 4_000  # requests, told apart by their address and all of their headers
LONGEST = 4_000  # bytes of these; so all of them together take no more than some megabytes, whatever somebody sends
_OTHERWISE = frozenset((b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"range"))  # bring or ask more
_CONDITIONS = (b"if-none-match", b"if-modified-since")

Fields = tuple[tuple[bytes, bytes], ...]
Told = Callable[[str, int, float], None]


class KeptAnswer(NamedTuple):
    """An answer as it stands on the wire below the server's own lines; ``status`` is 200 or 304."""

    status: int
    rest: bytes


class Later:
    """It will be known in a later turn of the event loop whether there is an answer; ``tell`` hears of it then."""

    __slots__ = ("tell",)

    def __init__(self) -> None:
        self.tell: Callable[[KeptAnswer | None], object] = bool


@dataclass(slots=True)
class _Asked:
    """What a request asks for, and who asks. ``scope`` has its conditions; None where it has none.

    ``head`` is that of the answer with which they were compared last, and ``is_known`` what that gave.
    """

    key: RequestKey
    path: str
    scope: AsgiScope | None
    reader: Visitor
    head: bytes = b""
    is_known: bool = False


class AtOnce:
    """``told`` hears of each answer: its path, status, and the seconds that it took.

    ``tells_version`` has told later how a ticket stands, where that is not known at once.
    """

    def __init__(
        self,
        held: Snapshots,
        clock: Callable[[], datetime],
        visits: VisitCounts,
        told: Told,
        tells_version: Callable[[int, TellVersion], None] | None = None,
    ) -> None:
        self._held, self._clock, self._visits, self._told = held, clock, visits, told
        self._tells_version = tells_version
        self._asked: dict[tuple[bytes, Fields], _Asked] = {}

    def remember(self, url: bytes, scope: AsgiScope, key: RequestKey) -> None:
        """Know this request again, which was answered from memory; ``url`` is its address as it came."""
        fields: Fields = tuple(scope["headers"])
        if scope["method"] != "GET" or any(name in _OTHERWISE for name, _ in fields):
            return
        if len(url) + sum(len(name) + len(value) for name, value in fields) > LONGEST:
            return
        if len(self._asked) >= MOST:
            self._asked.clear()
        asks_whether = any(name in _CONDITIONS for name, _ in fields)
        self._asked[url, fields] = _Asked(
            key, scope["path"], {"headers": fields} if asks_whether else None, reader_of(scope)
        )

    def find(self, url: bytes, headers: Fields) -> KeptAnswer | Later | None:
        """The answer to a request that is known, if it is held and still good; it counts as given then."""
        asked = self._asked.get((url, headers))
        if asked is None:
            return None
        begun, now = time.perf_counter(), self._clock()
        if self._tells_version and (ticket_id := self._held.waits_for(asked.key, now)) is not None:
            return self._find_later(asked, ticket_id, begun, self._tells_version)
        cached = self._held.good(asked.key, now)
        return self._ready(asked, cached, begun) if cached else None

    def _find_later(
        self, asked: _Asked, ticket_id: int, begun: float, tells_version: Callable[[int, TellVersion], None]
    ) -> Later:
        later = Later()

        def hear(found: PublicVersion | Lost | None) -> None:
            if isinstance(found, Lost):
                later.tell(None)
                return
            cached = self._held.good_at(asked.key, ticket_id, found, self._clock())
            later.tell(self._ready(asked, cached, begun) if cached else None)

        tells_version(ticket_id, hear)
        return later

    def _ready(self, asked: _Asked, cached: Cached, begun: float) -> KeptAnswer:
        if asked.scope is not None and asked.head is not cached.head:
            asked.head, asked.is_known = cached.head, has(asked.scope, cached.answer)
        ready = (
            KeptAnswer(304, cached.unchanged_head)
            if asked.is_known
            else KeptAnswer(200, cached.head + cached.answer.body)
        )
        if cached.answer.visit is not None:
            self._visits.count_for(asked.reader, cached.answer.visit)
        self._told(asked.path, ready.status, time.perf_counter() - begun)
        return ready

    def forget(self) -> None:
        """Know no request any more."""
        self._asked.clear()
