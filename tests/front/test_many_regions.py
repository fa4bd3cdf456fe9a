"""However many regions are watched, a change costs what it changes; and each keeps little."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from statuspage.front import packing, sqlite
from statuspage.front.bridge import Answer
from statuspage.front.connection import Message, event
from statuspage.front.presence import WhoIsHere
from statuspage.front.region import Region
from statuspage.front.regions import Regions
from statuspage.front.rendering import news_of
from statuspage.front.sqlite import SqliteWatch
from statuspage.front.tasks import Tasks
from statuspage.front.watch import Changes, Here
from statuspage.protocol import Live

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def region(path: str, ticket_id: int | None) -> Region:
    return Region(path, lambda: None, path, ticket_id, streams=1)  # type: ignore[arg-type, return-value]


def test_a_change_touches_the_regions_of_its_ticket_and_those_of_any() -> None:
    house = Regions(None, None)  # type: ignore[arg-type]
    queue, first, second = region("/desk", None), region("/t/1", None), region("/t/2", None)
    for one in (queue, first, second):
        house._begin(one)
    assert set(house._seen_in(frozenset((1,)))) == {queue, first, second}, "it may be theirs: nobody knows yet"
    first.ticket_id, second.ticket_id, first.presence, second.presence = 1, 2, b"", b""
    house._learn(first)
    house._learn(second)
    assert set(house._seen_in(frozenset((1,)))) == {queue, first}
    assert set(house._seen_in(frozenset((3,)))) == {queue}
    assert house._seen_in(frozenset()) == ()
    assert set(house._seen_in(None)) == {queue, first, second}
    house._forget(first)
    assert set(house._seen_in(frozenset((1,)))) == {queue}


def test_only_those_hear_who_is_here_for_whom_it_has_changed() -> None:
    asked: list[set[int]] = []
    there = [Here(1, 7, "writing", NOW + timedelta(seconds=6), "Maria")]

    class Watch:
        async def present(self, tickets: Iterable[int]) -> list[Here]:
            asked.append(set(tickets))
            return list(there)

    async def run() -> None:
        regions = {number: [region(f"/t/{number}", number)] for number in range(1, 5)}
        told: list[int] = []
        who = WhoIsHere(Watch(), lambda: NOW, lambda: False, Tasks(), lambda ticket: regions[ticket])  # type: ignore[arg-type]
        tell, who._tell = who._tell, lambda tickets: told.extend(tickets) or tell(tickets)  # type: ignore[method-assign, func-returns-value]
        await who.update(regions)
        assert told == [1, 2, 3, 4], "each is told once who is there"
        assert regions[1][0].presence != regions[2][0].presence == b'{"writing":[]}'
        told.clear()
        await who.update(regions)
        assert told == []
        there.clear()
        await who.update(regions)
        assert told == [1]
        assert regions[1][0].presence == b'{"writing":[]}'
        assert asked == [{1, 2, 3, 4}] * 3

    asyncio.run(run())


def test_who_is_here_is_asked_less_often_the_more_are_watched(monkeypatch: Any) -> None:
    at, told = [100.0], []
    monkeypatch.setattr(sqlite.time, "monotonic", lambda: at[0])
    watch = SqliteWatch("")

    def look(many: int) -> bool:
        before = len(told)
        watch._tell_who_may_be_here(lambda: set(range(many)), told.append)
        return len(told) > before

    assert not look(10_000), "nothing has changed"
    watch._asks_who_is_here = True
    assert look(10_000)
    assert told == [Changes(presence=frozenset(range(10_000)))]
    watch._asks_who_is_here = True
    at[0] += 0.9
    assert not look(10_000)
    at[0] += 0.2
    assert look(10), "it is not forgotten"
    watch._asks_who_is_here = True
    at[0] += 0.01
    assert look(10), "few are asked at once"


def test_a_region_keeps_its_news_packed_and_gives_it_plain_as_well() -> None:
    answer = Answer(200, (), b"<p>words</p>\n" * 500, Live(1, "7"))
    news = news_of("/t/1", answer)
    assert news is not None
    assert news._body is None
    assert news.plain["body"] == event("", answer.body, "7") == packing.unblocked(news.packed["body"])
    assert news.plain_chunk != news.packed_chunk
    desk = news_of("/desk", answer)
    assert desk is not None
    assert desk._body == news.plain["body"], "what is never packed is kept as it is"
    assert news_of("/t/1", Answer(404, (), b"")) is None
    empty = Message(b"")
    empty.keep_packed()
    assert empty.plain["body"] == b""
