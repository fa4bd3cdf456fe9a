"""One live region as one kind of reader sees it, and how news of it goes to everyone who watches it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from statuspage.front.bridge import Answer, Headers
from statuspage.front.connection import Message, Watcher, event
from statuspage.protocol import PublicVersion

SLICE = 16  # watchers between two breaths, so that pages stay quick meanwhile
BREATH = 256 * 1024  # bytes between two breaths: a long fragment goes to fewer watchers at a time
# Seconds of a breath while pages are made in threads, which then get 1.5 times as much done meanwhile.
REST = 0.001
RECORDS = "records"  # the event that says whether the database answers

Ask = Callable[[], Awaitable[Answer]]


@dataclass(eq=False, slots=True)
class Region:
    """What the region holds now.

    `ticket_id` is None until it is known, and always for the queue, where any change may matter. `public` is given
    where only what is public shows. `versions` are all that read as `body` does. `name` is that of its events, so that
    a stream can bring the news of the region `beside` it as well.
    """

    path: str
    ask: Ask
    key: object = None  # what tells it apart from others
    ticket_id: int | None = None
    public: PublicVersion | None = None
    name: str = ""
    beside: str | None = None
    body: bytes | None = None  # its digest
    versions: set[str] = field(default_factory=set)
    fragment: Message = field(default_factory=lambda: Message(b""))
    presence: bytes | None = None
    headers: Headers = ()
    refusal: Answer | None = None  # why it can be shown to nobody
    streams: int = 0  # how many use it, those that wait for its first rendering among them
    watchers: set[Watcher] = field(default_factory=set)
    last: bytes | None = None  # what every stream of it was ended with, once they were
    is_lost: bool = False  # what it shows cannot be looked up now
    is_stale: bool = True  # it has to be rendered again
    is_touched: bool = False  # its ticket has changed, perhaps in nothing that shows here
    rendered_at: float = float("-inf")  # on the loop's clock
    work: asyncio.Task[None] | None = None
    timer: asyncio.TimerHandle | None = None

    def admit(self, watcher: Watcher, since: str) -> None:
        """Let someone watch: what they missed at once, everything new from now on. Nothing can come in between."""
        if self.presence is not None:
            watcher.offer("presence", Message(event("presence", self.presence)))
        if since not in self.versions:
            watcher.offer(self.kind, self.fragment)
        if self.is_lost:
            watcher.offer(RECORDS, Message(event(RECORDS, b"lost")))
        self.watchers.add(watcher)
        if self.last is not None:  # it was ended while this one was on its way in
            watcher.end(self.last)

    @property
    def kind(self) -> str:
        """What its fragments are to a watcher, who is owed only the newest of each kind."""
        return f"fragment {self.name}"

    async def tell_lost(self, is_lost: bool, is_busy: Callable[[], bool]) -> None:
        """Say that what is shown cannot be looked up at the moment, or can again."""
        self.is_lost = is_lost
        await self.tell(RECORDS, Message(event(RECORDS, b"lost" if is_lost else b"here")), is_busy)

    def dismiss(self, last: bytes = b"") -> None:
        """End every stream of this region, with these last bytes, and each that is only on its way in."""
        self.last = last
        for watcher in tuple(self.watchers):
            watcher.end(last)

    async def tell(self, kind: str, message: Message, is_busy: Callable[[], bool]) -> None:
        """Send this to everyone, some at a time. `is_busy` says whether pages are being made in threads."""
        count = taken = 0
        for watcher in tuple(self.watchers):
            taken += watcher.offer(kind, message)
            count += 1
            if count == SLICE or taken > BREATH:
                await asyncio.sleep(REST if is_busy() else 0)
                count = taken = 0
