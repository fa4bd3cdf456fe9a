"""Answers pages: known public reads and static files from memory, everything else by asking the app, in a thread."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import unquote

from werkzeug.http import parse_options_header

from statuspage.front import bridge, packing, snapshots
from statuspage.front.at_once import AtOnce, Fields, KeptAnswer
from statuspage.front.bodies import EACH, TOGETHER, Body
from statuspage.front.bridge import Answer, AsgiScope, Receive, Wsgi
from statuspage.front.limits import client_address
from statuspage.front.refusing import Refusals, brings_words
from statuspage.front.sieve import Sieve
from statuspage.front.slots import Full, Slots
from statuspage.front.snapshots import STATIC, Snapshots
from statuspage.front.streams import STREAM
from statuspage.front.threads import Threads
from statuspage.front.waiting_line import NoTurn, WaitingLine
from statuspage.gapped import accepts
from statuspage.protocol import Beforehand

THREADS = 8  # streams have threads of their own, so that neither waits for the other
SPARE_THREADS, ALWAYS = 2, ("/readyz",)  # for what stands in no line: the door, and a monitor
QUICK_THREADS, NO_DATABASE = 2, (STATIC, "/healthz", "/up")  # what waits for no database waits for no page that does
MULTIPART, LONGEST_TYPE = "multipart/form-data", 256  # and how many signs of a Content-Type are looked at
_BRING = (b"content-length", b"transfer-encoding")
_NOTHING = Body()
BEST, GOOD = 9, 6  # levels of gzip: for files, which are packed once, and for all else


class Pages:
    """`limit` is how many bytes the body of a request may have where the app does not say.

    Unless it `holds` answers, as while somebody edits the app, each is made anew.
    """

    def __init__(
        self,
        app: Wsgi,
        held: Snapshots,
        clock: Callable[[], datetime],
        limit: int,
        known: Beforehand,
        *,
        holds: bool = True,
        proxies: int = 0,
        turned_away: Callable[[bool], None] = lambda _sends: None,
    ) -> None:
        self._app, self._held, self._clock, self._holds = app, held, clock, holds
        self._limit, self._known = limit, known
        self._proxies, self._slots = proxies, Slots(TOGETHER, EACH)
        self._threads = Threads(THREADS + SPARE_THREADS, "page")
        self.line, self._refusals = WaitingLine(THREADS, turned_away), Refusals(app, known)
        self._quick = Threads(QUICK_THREADS, "quick")
        self._asked = 0
        self.at_once: AtOnce | None = None

    @property
    def are_being_made(self) -> bool:
        """Whether the app is making a page now."""
        return self._asked > 0

    def stop(self) -> None:
        """Wait for what is being made, and make nothing more."""
        for threads in (self._threads, self._quick):
            threads.stop()
        self._refusals.stop()

    async def answer(self, scope: AsgiScope, receive: Receive) -> Answer | None:
        """The answer; None when the client has left."""
        asked = scope
        if scope["method"] == "HEAD":  # the server leaves the body out; what is held is the same
            scope = {**scope, "method": "GET", "headers": [one for one in scope["headers"] if one[0] != b"range"]}
        if query := scope["query_string"]:
            scope = {**scope, "query_string": self._known.query(scope["path"], query)}
        may_be_held = self._holds and self._held.may_hold(scope["path"])
        key, begun = self._held.key(scope) if may_be_held else None, self._clock()
        state = await self._held.state(key) if key else None
        if key is None or state is None:
            answer = await self._ask(scope, receive, GOOD)
            if answer is not None and answer.snapshot and self._holds:
                # which languages are offered may have changed, and the app has noticed it only now
                key = self._held.key(scope) or key
            return self._held.put(key, None, answer, begun) if key and answer else answer
        if found := self._held.get(key, state, self._clock(), scope):
            if self.at_once is not None and (url := asked.get(bridge.URL)):
                self.at_once.remember(url, asked, key)
            return found
        level = BEST if key.path.startswith(STATIC) else GOOD
        answer = await self._ask(snapshots.unconditional(scope), receive, level)
        if answer is None:
            return None
        answer = self._held.put(self._held.key(scope) or key, state, answer, begun)
        return snapshots.conditional(scope, answer) if answer.status == 200 else answer

    def turn_away(self, url: bytes, headers: Fields) -> KeptAnswer | None:
        """The refusal of a GET for which the line is too long, where it is known now; the same as without hurry."""
        if self.line.is_free or not self.line.is_too_long(sends=False):
            return None
        path, _, query = url.partition(b"?")
        asked = unquote(path.decode("latin-1"))
        if (
            asked.startswith(NO_DATABASE)
            or asked in ALWAYS
            or asked.endswith(STREAM)
            or any(n in _BRING for n, _ in headers)
        ):
            return None
        scope = {"method": "GET", "path": asked, "query_string": self._known.query(asked, query), "headers": headers}
        if self._holds and self._held.holds(self._held.key(scope)):
            return None
        refusal = self._refusals.at_once(scope)
        if refusal:
            self.line.turn_away(sends=False)
        return refusal

    async def _ask(self, scope: AsgiScope, receive: Receive, level: int) -> Answer | None:
        bridge.id_of(scope)  # from here on the app answers for it, also where no body comes
        if bridge.brings_nothing(scope):
            return await self._in_turn(_NOTHING, scope, receive, level)
        body = Body(self._slots, client_address(scope, self._proxies), self._sieve(scope))
        try:
            return await self._asked_with(body, scope, receive, level)
        finally:
            body.close()

    async def _asked_with(self, body: Body, scope: AsgiScope, receive: Receive, level: int) -> Answer | None:
        try:
            if await self._take_in(body, scope, receive) is None:
                return None
        except TimeoutError:
            return bridge.plain(408, (b"connection", b"close"), request_id=bridge.id_of(scope))
        except Full:
            more = (b"retry-after", b"10"), (b"connection", b"close")
            return bridge.plain(503, *more, request_id=bridge.id_of(scope))
        return await self._in_turn(body, scope, receive, level)

    async def _in_turn(self, body: Body, scope: AsgiScope, receive: Receive, level: int) -> Answer | None:
        if scope["path"].startswith(NO_DATABASE):
            return await self._make(self._quick, scope, body, level)
        if scope["path"] in ALWAYS:
            return await self._make(self._threads, scope, body, level)
        try:
            if not await self.line.come(partial(bridge.leaves, receive), sends=brings_words(scope)):
                return None
        except NoTurn:
            return await self._refusals.answer(scope, body)
        try:
            return await self._make(self._threads, scope, body, level)
        finally:
            self.line.go()

    async def _make(self, threads: Threads, scope: AsgiScope, body: Body, level: int) -> Answer:
        self._asked += 1
        try:
            return await threads.do(self._made, scope, body, level)
        finally:
            self._asked -= 1

    async def _take_in(self, body: Body, scope: AsgiScope, receive: Receive) -> Body | None:
        room = self._known.room
        limit = room(scope["method"], scope["path"]) if room and scope["method"] not in ("GET", "HEAD") else self._limit
        opens = partial(self._opens, scope)
        return await bridge.body_of(scope, receive, limit, self._known.free or limit, opens, body)

    def _sieve(self, scope: AsgiScope) -> Sieve | None:
        """What takes the words out of this request's form, should it be too long; None where nothing does."""
        if scope["method"] in ("GET", "HEAD"):
            return None
        most, parts = self._known.words(scope["method"], scope["path"])
        kind, options = parse_options_header(bridge.header(scope, b"content-type").decode("latin-1")[:LONGEST_TYPE])
        boundary = options.get("boundary", "").encode("latin-1", "ignore")
        return Sieve(boundary, most, parts) if most and boundary and kind == MULTIPART else None

    async def _opens(self, scope: AsgiScope) -> bool:
        """Whether the app would let this request in."""
        asked = bridge.environ(scope) | {Beforehand.AT_THE_DOOR: True, "CONTENT_LENGTH": "0"}
        answer = await self._threads.do(bridge.ask, self._app, asked)
        return answer.status == 204

    def _made(self, scope: AsgiScope, body: Body, level: int) -> Answer:
        answer = bridge.ask(self._app, bridge.environ(scope, body))
        wanted = accepts(bridge.header(scope, b"accept-encoding"))
        return packing.packed(answer, scope["path"], wanted, level)
