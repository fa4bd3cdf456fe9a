"""A message to many watchers goes out in slices; between two of them those who make pages get their turn."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from statuspage.front import live
from statuspage.front.connection import Message, Watcher
from statuspage.front.live import REST, SLICE, Region, Streams


@pytest.mark.parametrize(("busy", "breath"), [(True, REST), (False, 0)])
def test_a_crowd_makes_way_for_pages_that_are_being_made(monkeypatch: pytest.MonkeyPatch, busy: bool, breath: float):
    taken: list[float] = []
    heard: list[Any] = []

    async def sleep(seconds: float) -> None:
        taken.append(seconds)

    async def send(message: Any) -> None:
        heard.append(message["body"])

    async def tell() -> None:
        streams = Streams(None, lambda: datetime.now(UTC), lambda: busy)  # type: ignore[arg-type] - it watches nothing
        crowd = Region("/t/1", lambda: None)  # type: ignore[arg-type, return-value] - nor renders anything
        crowd.watchers = {Watcher(send) for _ in range(3 * SLICE)}
        await streams._send(crowd, "fragment", Message(b"news"))

    monkeypatch.setattr(live.asyncio, "sleep", sleep)
    asyncio.run(tell())
    assert heard == [b"news"] * (3 * SLICE)
    assert taken == [breath] * 3
