"""What is answered when there is no turn for a request: the app's own words, made once for all who only read.

Who sends something gets a refusal of their own, as their words stand in it; where even these are too many, a plain one.
"""

import asyncio
import time
from dataclasses import replace
from typing import Any, NamedTuple

from statuspage.front import bridge
from statuspage.front.at_once import KeptAnswer
from statuspage.front.bodies import Body
from statuspage.front.bridge import Answer, AsgiScope, Wsgi, header
from statuspage.front.snapshots import head_of
from statuspage.front.threads import Threads
from statuspage.protocol import Beforehand

KEPT = 30.0  # seconds
MOST = 32  # refusals of people's words that are being made at once; each has their form in it
RETRY = b"5"  # seconds until whoever was refused comes back
PRESENCE = "/presence"
_READS = ("GET", "HEAD", "OPTIONS")
_DOCUMENTS = ("json", "atom", "ics")


class _Form(NamedTuple):
    """In what a refusal of a GET differs; nothing of it tells who asked, or for what."""

    language: str
    document: str
    by_script: bool


class Refusals:
    """Asks the app for them, in a thread of its own: whoever is refused takes no turn from who is not."""

    def __init__(self, app: Wsgi, known: Beforehand) -> None:
        self._app, self._known = app, known
        self._thread = Threads(1, "refusal")
        self._kept: dict[_Form, tuple[float, asyncio.Future[Answer]]] = {}
        self._being_made = 0

    def stop(self) -> None:
        """Make no more of them."""
        self._thread.stop()

    async def answer(self, scope: AsgiScope, body: Body) -> Answer:
        """The refusal of this request; what it brought was not taken."""
        if scope["method"] in ("GET", "HEAD"):
            return await self._kept_for(self._form(scope))
        if self._being_made >= MOST or not brings_words(scope):
            return bridge.plain(503, (b"retry-after", RETRY), request_id=bridge.id_of(scope))
        self._being_made += 1
        try:
            return await self._made(bridge.environ(scope, body))
        finally:
            self._being_made -= 1

    def at_once(self, scope: AsgiScope) -> KeptAnswer | None:
        """The refusal of a GET where it was made already."""
        kept = self._lately(self._form(scope))
        if kept is None or not kept.done():
            return None
        answer = kept.result()
        return KeptAnswer(answer.status, head_of(answer) + answer.body)

    async def _kept_for(self, form: _Form) -> Answer:
        kept = self._lately(form)
        if kept is None:
            kept = asyncio.ensure_future(self._made_for_all(form))
            self._kept[form] = time.monotonic(), kept
        return await asyncio.shield(kept)

    def _lately(self, form: _Form) -> "asyncio.Future[Answer] | None":
        """The refusal that was asked for lately, unless that has failed."""
        made_at, kept = self._kept.get(form, (0.0, None))
        if kept is None or time.monotonic() - made_at > KEPT:
            return None
        has_failed = kept.done() and (kept.cancelled() or kept.exception() is not None)
        return None if has_failed else kept

    async def _made_for_all(self, form: _Form) -> Answer:
        answer = await self._made(_question(form))
        return replace(answer, headers=answer.without(b"x-request-id"))  # it is nobody's, and many others'

    async def _made(self, environ: dict[str, Any]) -> Answer:
        return await self._thread.do(bridge.ask, self._app, environ | {Beforehand.CROWDED: True})

    def _form(self, scope: AsgiScope) -> _Form:
        path = scope["path"]
        ending = "json" if path == "/oembed" else path.rpartition("/")[2].rpartition(".")[2]
        is_page = ending not in _DOCUMENTS or self._known.wants_page(path, header(scope, b"accept").decode("latin-1"))
        language = self._known.language(header(scope, b"accept-language").decode("latin-1"))
        return _Form(language, "" if is_page else ending, bool(header(scope, b"hx-request")))


def _question(form: _Form) -> dict[str, Any]:
    """A request that is refused in this form, and tells nobody who it was first made for."""
    headers = [(b"host", b"localhost"), (b"accept-language", form.language.encode("latin-1"))]
    headers += [(b"hx-request", b"true")] if form.by_script else []
    path = f"/refused.{form.document}" if form.document else "/"
    return bridge.environ({"method": "GET", "path": path, "headers": headers})


def brings_words(scope: AsgiScope) -> bool:
    """Whether somebody sends something that must not be lost; that they are there is told again soon."""
    return scope["method"] not in _READS and not scope["path"].endswith(PRESENCE)
