"""A message to many watchers goes out in slices; between two of them those who make pages get their turn."""

import asyncio
from typing import Any

import pytest

from statuspage.front import region
from statuspage.front.connection import Message, Watcher
from statuspage.front.region import REST, SLICE, Region


@pytest.mark.parametrize(("busy", "breath"), [(True, REST), (False, 0)])
def test_a_crowd_makes_way_for_pages_that_are_being_made(monkeypatch: pytest.MonkeyPatch, busy: bool, breath: float):
    taken: list[float] = []
    heard: list[Any] = []

    async def sleep(seconds: float) -> None:
        taken.append(seconds)

    async def send(message: Any) -> None:
        heard.append(message["body"])

    async def tell() -> None:
        crowd = Region("/t/1", lambda: None)  # type: ignore[arg-type, return-value] - it renders nothing
        crowd.watchers = {Watcher(send) for _ in range(3 * SLICE)}
        await crowd.tell("fragment", Message(b"news"), lambda: busy)

    monkeypatch.setattr(region.asyncio, "sleep", sleep)
    asyncio.run(tell())
    assert heard == [b"news"] * (3 * SLICE)
    assert taken == [breath] * 3
