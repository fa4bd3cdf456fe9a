"""Answers held in memory: public reads while what is public of their ticket stays, static files while the file does.

A held answer takes about what a bare ASGI app takes for the same bytes (python -m bench kept), the same made anew some
hundred times that (python -m bench public).

None of them is stale while the database answers. Each hit first reads what its answer depends on (the public version,
which every change that anyone could see raises, publishing and withdrawing among them; or the file's time and size),
and compares. When the database stops answering, what is held counts as unchanged for ``LAST_KNOWN`` seconds, no longer;
and the answer says how old that knowledge is: by its Age (RFC 9111, 5.1), and a page in words as well.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from werkzeug.http import parse_date

from statuspage.front.bridge import Answer, AsgiScope, Headers, header, headers_of
from statuspage.front.watch import Lost
from statuspage.gapped import accepts
from statuspage.protocol import Beforehand, PublicVersion

ROOM = 64 * 1024 * 1024  # bytes
LONGEST = 2_000  # bytes of an address and what it is asked with; nothing longer is held
STATIC = "/static/"
MOST_KNOWN = 10_000  # tickets
LAST_KNOWN = 300  # seconds for which a database that has stopped answering counts as unchanged
_BODY = (b"content-length", b"content-type", b"content-encoding", b"content-disposition")
PLAIN = Beforehand()
_EVER = datetime.max.replace(tzinfo=UTC)


class RequestKey(NamedTuple):
    """All of a request that an answer may depend on."""

    path: str
    query: bytes
    language: str
    wants_page: bool
    by_script: bool
    takes_gzip: bool


@dataclass(slots=True)
class Cached:
    """An answer, the state of what it depends on, and from when until when (UTC) it reads the same."""

    answer: Answer
    unchanged: Answer  # what is sent instead to a reader who has it already
    state: object
    since: datetime
    until: datetime
    head: bytes  # of the answer, as it stands on the wire below the server's own lines
    unchanged_head: bytes
    as_known: "AsKnown | None" = None  # how it reads while the database does not answer, once it was asked for


@dataclass(frozen=True, slots=True)
class LastKnown:
    """A state that nobody can ask for now; ``at`` is when somebody last could, on the monotonic clock."""

    state: object
    at: float


class AsKnown(NamedTuple):
    """The answer, and what is sent to a reader who has it, as of the last time ``at`` which its state was known."""

    at: float
    answer: Answer
    unchanged: Answer


class Snapshots:
    """`version(ticket_id)` reads what is public of a ticket now; `folder` holds the static files.

    `known` is what the app has said of requests beforehand, and `version_now` reads what `version` does where that
    needs no waiting, or else returns None.
    """

    def __init__(
        self,
        version: Callable[[int], Awaitable[PublicVersion | None]],
        folder: Path,
        room: int = ROOM,
        known: Beforehand = PLAIN,
        version_now: Callable[[int], PublicVersion | None] = lambda _ticket: None,
    ) -> None:
        self._beforehand, self._version_now = known, version_now
        self._version, self._folder, self._room, self._taken = version, folder, room, 0
        self._known: dict[int, tuple[PublicVersion | None, float]] = {}  # by ticket: how it stood, and when we read it
        self._cached: OrderedDict[RequestKey, Cached] = OrderedDict()
        self._paths: set[str] = set()  # at least those of what is held

    def key(self, scope: AsgiScope) -> RequestKey | None:
        """What makes one request's answer the same as another's; None when it may not be held."""
        path, query = scope["path"], scope["query_string"]
        if scope["method"] != "GET" or len(path) + len(query) > LONGEST:
            return None
        told = dict(reversed(scope["headers"]))  # the first of each name
        if path.startswith(STATIC) and told.get(b"range"):
            return None
        forwarded = b",".join(headers_of(scope, b"x-forwarded-host")) if b"x-forwarded-host" in told else b""
        if not self._beforehand.is_own_host(told.get(b"host", b"").decode("latin-1"), forwarded.decode("latin-1")):
            return None
        language = self._beforehand.language(told.get(b"accept-language", b"").decode("latin-1"))
        wants_page = self._beforehand.wants_page(path, told.get(b"accept", b"").decode("latin-1"))
        takes_gzip = accepts(told.get(b"accept-encoding", b""))
        return RequestKey(path, query, language, wants_page, bool(told.get(b"hx-request")), takes_gzip)

    async def state(self, key: RequestKey) -> object | None:
        """The state now of what the answer to this request depends on; None when nothing of it is known.

        It is a ``LastKnown`` where the database does not answer.
        """
        if key.path.startswith(STATIC):
            return self._file_state(key.path)
        cached = self._cached.get(key)
        if cached is None or cached.answer.snapshot is None:
            return None
        return await self._public(cached.answer.snapshot.ticket_id)

    def may_hold(self, path: str) -> bool:
        """Whether anything may be held for this path, however it was asked for."""
        return path in self._paths or path.startswith(STATIC)

    def holds(self, key: RequestKey | None) -> bool:
        """Whether anything is held for this request, good or not."""
        return key in self._cached

    def good(self, key: RequestKey, now: datetime) -> Cached | None:
        """What is held for this request and still good, where that is known without waiting for anything."""
        cached = self._cached.get(key)
        if cached is None or not cached.since <= now < cached.until:
            return None
        told = cached.answer.snapshot
        if cached.state != (self._known_now(told.ticket_id) if told else self._file_state(key.path)):
            return None
        self._cached.move_to_end(key)
        return cached

    def waits_for(self, key: RequestKey, now: datetime) -> int | None:
        """The ticket of what is held for this request; None where nothing is, or it hangs on none."""
        cached = self._cached.get(key)
        if cached is None or not cached.since <= now < cached.until or cached.answer.snapshot is None:
            return None
        return cached.answer.snapshot.ticket_id

    def good_at(self, key: RequestKey, ticket_id: int, found: PublicVersion | None, now: datetime) -> Cached | None:
        """What is held for this request and still good, where the ticket has just been ``found`` to stand so."""
        self._note(ticket_id, found)
        if found is None or self.waits_for(key, now) != ticket_id or self._cached[key].state != found:
            return None
        self._cached.move_to_end(key)
        return self._cached[key]

    def _known_now(self, ticket_id: int) -> PublicVersion | None:
        try:
            found = self._version_now(ticket_id)
        except Lost:
            return None
        return self._note(ticket_id, found) if found else None

    def _file_state(self, path: str) -> tuple[int, int] | None:
        try:
            stat = (self._folder / path.removeprefix(STATIC)).stat()
        except (OSError, ValueError):
            return None
        return stat.st_mtime_ns, stat.st_size

    async def _public(self, ticket_id: int) -> PublicVersion | LastKnown | None:
        """How the ticket stands; what was last known of it for a while, when the database does not answer."""
        try:
            found = await self._version(ticket_id)
        except Lost:
            found, at = self._known.get(ticket_id, (None, 0.0))
            return LastKnown(found, at) if found and time.monotonic() - at < LAST_KNOWN else None
        return self._note(ticket_id, found)

    def _note(self, ticket_id: int, found: PublicVersion | None) -> PublicVersion | None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[ticket_id] = found, time.monotonic()
        return found

    def get(self, key: RequestKey, state: object, now: datetime, scope: AsgiScope) -> Answer | None:
        """What is held for this request, if it is still good: the answer, or that the reader has it already."""
        cached, last = self._cached.get(key), state if isinstance(state, LastKnown) else None
        if cached is None or cached.state != (last.state if last else state) or not cached.since <= now < cached.until:
            return None
        self._cached.move_to_end(key)
        if last is not None:
            return self._as_known(cached, last.at, now, scope)
        cached.as_known = None
        return cached.unchanged if has(scope, cached.answer) else cached.answer

    def _as_known(self, cached: Cached, at: float, now: datetime, scope: AsgiScope) -> Answer:
        """The answer with how old it is; its words are the same for all who ask while the database does not answer."""
        age = max(time.monotonic() - at, 0)
        if cached.as_known is None or cached.as_known.at != at:
            told_at = now - timedelta(seconds=age)
            told = _told(cached.answer, lambda body: self._beforehand.as_known(body, told_at, now))
            cached.as_known = AsKnown(at, told, _unchanged(told))
        found = cached.as_known
        answer = found.unchanged if has(scope, found.answer) else found.answer
        return replace(answer, headers=(*answer.headers, (b"age", b"%d" % age)))

    def put(self, key: RequestKey, state: object, answer: Answer, now: datetime) -> Answer:
        """Hold the answer, if it may be held, and return it with an ETag. `state` was read before it was made.

        ``now`` is when it was begun: a clock that is set back since would read otherwise.
        """
        self._drop(key)
        told = answer.snapshot
        state = told.public if told else state if key.path.startswith(STATIC) else None
        if state is None or answer.status != 200 or answer.header(b"set-cookie"):
            return answer
        answer = _with_etag(answer)
        if told:
            self._known.setdefault(told.ticket_id, (told.public, time.monotonic()))
        until = told.until if told and told.until else _EVER
        same = _unchanged(answer)
        self._cached[key] = cached = Cached(answer, same, state, now, until, head_of(answer), head_of(same))
        self._note_path(key.path)
        self._taken += _size(cached)
        while self._taken > self._room and self._cached:
            _, oldest = self._cached.popitem(last=False)
            self._taken -= _size(oldest)
        return answer

    def forget(self) -> None:
        """Hold nothing any more: words that were erased stay in no memory."""
        self._cached.clear()
        self._known.clear()
        self._paths.clear()
        self._taken = 0

    def _note_path(self, path: str) -> None:
        self._paths.add(path)
        if len(self._paths) > 2 * len(self._cached) + MOST_KNOWN:
            self._paths = {key.path for key in self._cached}

    def _drop(self, key: RequestKey) -> None:
        if (old := self._cached.pop(key, None)) is not None:
            self._taken -= _size(old)


def conditional(scope: AsgiScope, answer: Answer) -> Answer:
    """304 for a reader who has the answer already; else the answer."""
    return _unchanged(answer) if has(scope, answer) else answer


def unconditional(scope: AsgiScope) -> AsgiScope:
    """The request without its conditions, so that the whole answer comes and can be held."""
    conditions = (b"if-none-match", b"if-modified-since")
    return {**scope, "headers": [item for item in scope["headers"] if item[0] not in conditions]}


def has(scope: AsgiScope, answer: Answer) -> bool:
    """Whether the reader says that it has these very bytes (RFC 9110, section 13)."""
    if asked := header(scope, b"if-none-match"):
        etag = answer.header(b"etag").removeprefix(b"W/")
        tags = {tag.strip().removeprefix(b"W/") for tag in asked.split(b",")}
        return b"*" in tags or etag in tags
    since, modified = header(scope, b"if-modified-since"), answer.header(b"last-modified")
    return bool(since and modified) and (since == modified or _instant(modified) <= _instant(since))


def _instant(date: bytes) -> datetime:
    """An HTTP date; anything else counts as earlier than all of them."""
    return parse_date(date.decode("latin-1")) or datetime.min.replace(tzinfo=UTC)


def _unchanged(answer: Answer) -> Answer:
    return replace(answer, status=304, headers=answer.without(*_BODY), body=b"")


def head_of(answer: Answer) -> bytes:
    """Its headers as they stand on the wire, below the server's own."""
    return b"".join(b"%s: %s\r\n" % field for field in answer.headers) + b"\r\n"


def _told(answer: Answer, tell: Callable[[bytes], bytes]) -> Answer:
    """The answer with what can be told in its body; as it is where nothing can."""
    if not answer.header(b"content-type").startswith(b"text/html"):
        return answer
    is_packed = answer.header(b"content-encoding") == b"gzip"
    body = gzip.decompress(answer.body) if is_packed else answer.body
    told = tell(body)
    if told == body:
        return answer
    told = gzip.compress(told, 1, mtime=0) if is_packed else told
    headers = (*answer.without(b"etag", b"last-modified", b"content-length"), (b"content-length", b"%d" % len(told)))
    return _with_etag(replace(answer, headers=headers, body=told))


def _with_etag(answer: Answer) -> Answer:
    if answer.header(b"etag"):
        return answer
    tag = b'W/"%s"' % hashlib.blake2b(answer.body, digest_size=9).hexdigest().encode()
    headers: Headers = (*answer.headers, (b"etag", tag))
    return replace(answer, headers=headers)


def _size(cached: Cached) -> int:
    heads = len(cached.head) + len(cached.unchanged_head)
    return len(cached.answer.body) + heads + 2_000  # and about this much for keys and headers
