"""A queue that somebody watches is rendered anew by the clock alone: what is due moves, though nothing happens."""

import asyncio
from datetime import UTC, datetime

import pytest

from statuspage.front import regions
from statuspage.front.bridge import Answer
from statuspage.front.regions import QUEUE_BEATS, Regions
from statuspage.protocol import Live
from tests.patience import LONG


class Quiet:
    """A database in which nothing ever happens."""

    async def run(self, watched: object, tell: object) -> None:
        await asyncio.Event().wait()

    def wake(self) -> None: ...

    def rest(self) -> None: ...

    def data_version(self) -> object:
        return 1


@pytest.mark.parametrize(("ticket", "again"), [(None, True), (7, False)], ids=["queue", "ticket"])
def test_a_queue_is_rendered_again_after_some_beats_and_a_ticket_is_not(
    monkeypatch: pytest.MonkeyPatch, ticket: int | None, again: bool
) -> None:
    monkeypatch.setattr(regions, "BEAT", 0.001)
    asked: list[int] = []
    enough = asyncio.Event()

    async def ask() -> Answer:
        asked.append(1)
        if len(asked) == 3:
            enough.set()
        return Answer(200, (), b"due in %d minutes" % len(asked), Live(ticket, f"v{len(asked)}"))

    async def watch() -> None:
        house = Regions(Quiet(), lambda: datetime.now(UTC))  # type: ignore[arg-type]  # no more of it is asked here
        beats = 0
        sleep = asyncio.sleep

        async def count(length: float) -> None:
            nonlocal beats
            beats += length == regions.BEAT
            if beats > 4 * QUEUE_BEATS and not again:
                enough.set()
            await sleep(length)

        monkeypatch.setattr(asyncio, "sleep", count)
        house.start()
        async with house.use("key", "/desk/queue", ask):
            await asyncio.wait_for(enough.wait(), LONG)
        await house.stop()

    asyncio.run(watch())
    assert (len(asked) > 1) is again
