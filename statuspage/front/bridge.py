"""Asks the Flask app, as WSGI, and takes its whole answer, so that a slow reader never holds up a thread."""

import asyncio
import io
import logging
import secrets
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, MutableMapping
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from statuspage import logs
from statuspage.front.bodies import Body
from statuspage.protocol import PREFIX, REQUEST_ID, Beforehand, Chunks, Live, Snapshot, Visit

AsgiScope = MutableMapping[str, Any]
AsgiMessage = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiMessage]]
Send = Callable[[AsgiMessage], Coroutine[Any, Any, None]]
Headers = tuple[tuple[bytes, bytes], ...]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE = 30  # seconds for a request's body to arrive, or for so many more bytes of a long one:
PACE = 256 * 1024
MOST, LONGEST = 1024**3, 1_800  # bytes, and seconds, for which a form is sifted that is too long; then it is answered
IDS = "statuspage.ids"  # in a scope
URL = "statuspage.url"  # in a scope: the address as it came
WHOLE = "statuspage.whole"  # in a scope, where the connection is ours: what gives an answer in one write, or says False

log = logging.getLogger("statuspage.front")


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole response, and what the app tells the front of it. Names of headers are lower case.

    Where there is a ``rest``, the body is not here: it is read chunk by chunk, and closed at the end.
    """

    status: int
    headers: Headers
    body: bytes
    live: Live | None = None
    snapshot: Snapshot | None = None
    visit: Visit | None = None
    rest: Iterable[bytes] | None = None
    news: Any = None  # what a region's watchers get of it, where that has been made already

    def header(self, name: bytes) -> bytes:
        """The value of a header, or nothing."""
        return next((value for key, value in self.headers if key == name), b"")

    def without(self, *names: bytes) -> Headers:
        """The headers except these."""
        return tuple(item for item in self.headers if item[0] not in names)


def id_of(scope: AsgiScope) -> str:
    """By what the log finds what this request led to; made when the app is asked, which may show it."""
    ids: list[str] = scope.setdefault(IDS, [])  # a list, as a request may go on as a copy of its scope
    if not ids:
        ids.append(secrets.token_hex(6))
    return ids[0]


def header(scope: AsgiScope, name: bytes) -> bytes:
    """The first value of a request's header, or nothing."""
    return next((value for key, value in scope["headers"] if key == name), b"")


def headers_of(scope: AsgiScope, name: bytes) -> list[bytes]:
    """Every value of a request's header, in their order."""
    return [value for key, value in scope["headers"] if key == name]


async def body_of(
    scope: AsgiScope, receive: Receive, limit: int, free: int, opens: Callable[[], Awaitable[bool]], body: Body
) -> Body | None:
    """The request's body, in ``body``; None when the client has left. Raises TimeoutError for one who is too slow.

    Of a body longer than ``limit`` bytes, or than ``free`` unless the door ``opens``, the app gets nothing but its
    length, and refuses it; or its words, where it is a form that can be sifted. Whom the door has let in may be slow,
    as long as something comes.
    """
    if brings_nothing(scope) or (_exceeds(header(scope, b"content-length"), limit) and not await body.sift()):
        return body
    loop, heard = asyncio.get_running_loop(), free
    ends = loop.time() + LONGEST
    async with asyncio.timeout(PATIENCE) as patience:
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            await body.add(message.get("body", b""))
            if len(body) > free or (len(body) > limit and not body.sifted):
                free = await _further(free, limit, opens, body)
            if free < 0:
                scope["headers"] = [*scope["headers"], (b"content-length", b"%d" % max(len(body), limit + 1))]
                body.close()
                return body
            if not message.get("more_body") or len(body) > MOST or loop.time() > ends:
                await body.end()
                return body
            if len(body) > heard:
                heard = len(body) + PACE
                patience.reschedule(loop.time() + PATIENCE)


def brings_nothing(scope: AsgiScope) -> bool:
    """Whether there is no body."""
    return scope["method"] in ("GET", "HEAD") and not header(scope, b"content-length")


async def _further(free: int, limit: int, opens: Callable[[], Awaitable[bool]], body: Body) -> int:
    """How many bytes may come, where more than ``free`` have; -1 where no more may."""
    if free < limit and not await opens():
        return -1
    if len(body) <= limit:
        return limit
    return MOST if await body.sift() else -1


def _exceeds(declared: bytes, limit: int) -> bool:
    return declared.isdigit() and (len(declared) > 15 or int(declared) > limit)


def environ(scope: AsgiScope, body: Body | None = None) -> dict[str, Any]:
    """The WSGI environment of an ASGI request (PEP 3333).

    A header whose name holds "_" is dropped, as it could pass for another that holds "-".
    """
    host, port = scope.get("server") or ("localhost", 80)
    made: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin-1"),
        "SERVER_NAME": str(host),
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body.reader() if body else io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        REQUEST_ID: id_of(scope),
    }
    found: dict[str, list[str]] = {}
    for raw, value in scope["headers"]:
        if key := _key(raw):
            found.setdefault(key, []).append(value.decode("latin-1"))
    for key, values in found.items():
        made[key] = values[-1] if key == "CONTENT_LENGTH" else ("; " if key == "HTTP_COOKIE" else ",").join(values)
    if body or "HTTP_TRANSFER_ENCODING" in made:
        made.pop("HTTP_TRANSFER_ENCODING", None)
        made["CONTENT_LENGTH"] = str(len(body)) if body else made.get("CONTENT_LENGTH", "0")
    if body is not None and body.sifted:
        made |= {"CONTENT_LENGTH": str(made["wsgi.input"].seek(0, io.SEEK_END)), Beforehand.SIFTED: body.sifted}
        made["wsgi.input"].seek(0)
    return made


@lru_cache(256)
def _key(raw: bytes) -> str:
    """What a header of this name is called in the environment; "" for one that is dropped."""
    name = "" if b"_" in raw else raw.decode("latin-1").upper().replace("-", "_")
    return name if name in ("", "CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def ask(app: Wsgi, environ: dict[str, Any]) -> Answer:
    """The app's answer. Whatever it raises becomes a plain 500, and is logged."""
    begun: list[Any] = []
    chunks: list[bytes] = []

    def start_response(status: str, headers: list[tuple[str, str]], _fault: object = None) -> Callable[..., None]:
        begun[:] = [int(status[:3]), headers]
        return chunks.append

    logs.request_id.set(environ.get(REQUEST_ID, ""))
    try:
        parts = app(environ, start_response)
        if begun and Chunks.HEADER in {name.lower() for name, _ in begun[1]}:
            return replace(_answer(begun[0], begun[1], b""), rest=parts)
        try:
            chunks.extend(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        status, headers = begun
        return _answer(status, headers, b"".join(chunks))
    except Exception:
        log.exception("The app failed")
        return plain(500, request_id=str(environ.get(REQUEST_ID, "")))


def _answer(status: int, headers: list[tuple[str, str]], body: bytes) -> Answer:
    """The answer; what is meant for the front alone is taken off its headers.

    So is its Date: the server says when it answers, which for what is held in memory is later than when it was made.
    """
    told: dict[str, str] = {}
    outer: list[tuple[bytes, bytes]] = []
    for name, value in headers:
        lower = name.lower()
        if lower.startswith(PREFIX):
            told[lower] = value
        elif lower != "date":
            outer.append((lower.encode("latin-1"), value.encode("latin-1")))
    if body and not any(name == b"content-length" for name, _ in outer):
        outer.append((b"content-length", b"%d" % len(body)))
    if not told:
        return Answer(status, tuple(outer), body)
    inner = Live.from_headers(told), Snapshot.from_headers(told), Visit.from_headers(told)
    return Answer(status, tuple(outer), body, *inner)


def plain(status: int, *more: tuple[bytes, bytes], request_id: str = "") -> Answer:
    """A short answer in plain text that the front gives by itself; htmx then leaves the page as it is.

    With the ``request_id``, where there is one, our log has what led to it.
    """
    body = f"{HTTPStatus(status).phrase}\n".encode()
    if request_id:
        body += f"request_id: {request_id}\n".encode()
        more += ((b"x-request-id", request_id.encode()),)
    headers = (
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"hx-reswap", b"none"),
    )
    return Answer(status, headers + more, body)


async def give(send: Send, answer: Answer, receive: Receive | None = None) -> None:
    """Send a whole answer; what is left of a long one is not read for a client who has left."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if answer.rest is not None:
        await _give_rest(send, answer.rest, receive)
    await send({"type": "http.response.body", "body": answer.body})


async def leaves(receive: Receive) -> None:
    """Wait until the client has left; what it may still send means nothing."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _give_rest(send: Send, rest: Iterable[bytes], receive: Receive | None) -> None:
    """Send it chunk by chunk, each read in a thread once its reader has taken the one before."""
    left = asyncio.ensure_future(leaves(receive)) if receive else None
    chunks = iter(rest)
    try:
        while not (left and left.done()) and (chunk := await asyncio.to_thread(next, chunks, b"")):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    finally:
        if left:
            left.cancel()
        await asyncio.to_thread(getattr(rest, "close", lambda: None))
