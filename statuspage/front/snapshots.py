"""Answers kept in memory: public reads while their ticket stands still, static files while the file does.

Nothing here is ever stale: each hit first reads what the answer depends on (the ticket's version, which every event
raises, publishing and withdrawing among them, with the count of changes to people's faces; or the file's time and
size), and compares it with what was read before the answer was made.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from werkzeug.http import parse_date

from statuspage.front.bridge import Answer, Scope, header
from statuspage.front.packing import accepts

ROOM = 64 * 1024 * 1024  # bytes
ADDRESSES = 20_000  # whose ticket is remembered
LONGEST = 2_000  # bytes of an address and what it is asked with; of longer ones nothing is kept
_BODY = (b"content-length", b"content-type", b"content-encoding", b"content-disposition")
_NEVER = datetime.max.replace(tzinfo=UTC)

Key = tuple[str, bytes, bytes, bytes, bool, bool]
Subject = int | Path


@dataclass(frozen=True, slots=True)
class Cached:
    """An answer, what it depended on, and until when (UTC) it reads the same."""

    answer: Answer
    unchanged: Answer  # what is sent instead to who has it already
    stamp: object
    until: datetime


class Snapshots:
    """`version(ticket_id)` reads how a ticket stands now; `folder` holds the static files, served at `/static/`."""

    def __init__(self, version: Callable[[int], Awaitable[object]], folder: Path, room: int = ROOM) -> None:
        self._version, self._folder, self._room, self._taken = version, folder, room, 0
        self._kept: OrderedDict[Key, Cached] = OrderedDict()
        self._tickets: OrderedDict[Key, int] = OrderedDict()

    def key(self, scope: Scope) -> Key | None:
        """What makes one request's answer the same as another's; None when it is not for keeping."""
        told = dict(reversed(scope["headers"]))  # the first of each name
        if scope["method"] != "GET" or told.get(b"range") or told.get(b"authorization"):
            return None
        path, query, host = scope["path"], scope["query_string"], told.get(b"host", b"")
        speaks = told.get(b"accept-language", b"")
        if len(path) + len(query) + len(host) + len(speaks) > LONGEST:
            return None
        return path, query, host, speaks, bool(told.get(b"hx-request")), accepts(told.get(b"accept-encoding", b""))

    async def stamp(self, key: Key) -> tuple[Subject, object] | None:
        """What an answer to this request depends on and how that stands now; None when we have not learnt it yet."""
        if (ticket := self._tickets.get(key)) is not None:
            return ticket, await self._version(ticket)
        if key[0].startswith("/static/"):
            file = self._folder / key[0].removeprefix("/static/")
            try:
                stat = file.stat()
            except (OSError, ValueError):
                return None
            return file, (stat.st_mtime_ns, stat.st_size)
        return None

    def get(self, key: Key, stamp: object, now: datetime, scope: Scope) -> Answer | None:
        """What is kept for this request, if it still holds: the answer, or that the reader has it already."""
        kept = self._kept.get(key)
        if kept is None or kept.stamp != stamp or now >= kept.until:
            return None
        self._kept.move_to_end(key)
        return kept.unchanged if _has(scope, kept.answer) else kept.answer

    def learn(self, key: Key, stamp: tuple[Subject, object] | None, answer: Answer) -> Answer:
        """Keep what may be kept. `stamp` was read before the answer was made, or nothing is kept this time."""
        ticket, until = _promise(answer.inner)
        if ticket is not None:
            self._tickets[key] = ticket
            self._tickets.move_to_end(key)
            if len(self._tickets) > ADDRESSES:
                self._tickets.popitem(last=False)
        subject = stamp[0] if stamp else None
        good = isinstance(subject, Path) or (ticket is not None and ticket == subject)
        if stamp is None or not good or answer.status != 200 or answer.header(b"set-cookie"):
            self._drop(key)
            return answer
        answer = _with_etag(answer)
        self._put(key, Cached(answer, _unchanged(answer), stamp, until))
        return answer

    def _put(self, key: Key, kept: Cached) -> None:
        self._drop(key)
        self._kept[key] = kept
        self._taken += _size(kept)
        while self._taken > self._room and self._kept:
            _, oldest = self._kept.popitem(last=False)
            self._taken -= _size(oldest)

    def _drop(self, key: Key) -> None:
        if (old := self._kept.pop(key, None)) is not None:
            self._taken -= _size(old)


def conditional(scope: Scope, answer: Answer) -> Answer:
    """304 where the reader has it already; else the answer."""
    return _unchanged(answer) if _has(scope, answer) else answer


def unconditional(headers: Any) -> list[tuple[bytes, bytes]]:
    """A request's headers without its conditions, so that the whole answer comes and can be kept."""
    return [item for item in headers if item[0] not in (b"if-none-match", b"if-modified-since")]


def until(inner: dict[str, str]) -> datetime | None:
    """When the app says that this answer will read differently (UTC)."""
    stated = inner.get("x-live-until") or inner.get("x-snapshot", "").partition(";")[2]
    return datetime.fromisoformat(stated.strip()).astimezone(UTC) if stated.strip() else None


def _promise(inner: dict[str, str]) -> tuple[int | None, datetime]:
    ticket = inner.get("x-snapshot", "").partition(";")[0].strip()
    return (int(ticket) if ticket else None), until(inner) or _NEVER


def _has(scope: Scope, answer: Answer) -> bool:
    """Whether the reader says that it has these very bytes (RFC 9110, section 13)."""
    if asked := header(scope, b"if-none-match"):
        etag = answer.header(b"etag").removeprefix(b"W/")
        tags = {tag.strip().removeprefix(b"W/") for tag in asked.split(b",")}
        return b"*" in tags or etag in tags
    since, modified = header(scope, b"if-modified-since"), answer.header(b"last-modified")
    return bool(since and modified) and (since == modified or _instant(modified) <= _instant(since))


def _instant(date: bytes) -> datetime:
    """An HTTP date; what is none is before every other."""
    return parse_date(date.decode("latin-1")) or datetime.min.replace(tzinfo=UTC)


def _unchanged(answer: Answer) -> Answer:
    return Answer(304, answer.without(*_BODY), b"", answer.inner)


def _with_etag(answer: Answer) -> Answer:
    if answer.header(b"etag"):
        return answer
    tag = b'W/"%s"' % hashlib.blake2b(answer.body, digest_size=9).hexdigest().encode()
    return replace(answer, headers=(*answer.headers, (b"etag", tag)))


def _size(kept: Cached) -> int:
    return len(kept.answer.body) + 2_000  # and about this much for keys and headers
