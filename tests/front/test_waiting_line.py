"""The line for a turn is short, by time: whoever would stand in it for too long is told at once."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine

import pytest

from statuspage.front.waiting_line import ALONE, AT_LAST, LOOK, READERS, SENDERS, SHARE, NoTurn, WaitingLine
from tests.patience import LONG


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def stays() -> None:
    await asyncio.Event().wait()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def away() -> list[bool]:
    """Whether they sent something, of those who were turned away."""
    return []


@pytest.fixture
def line(clock: Clock, away: list[bool]) -> WaitingLine:
    return WaitingLine(1, away.append, clock)


def run(story: Callable[[], Coroutine[None, None, None]]) -> None:
    async def in_time() -> None:
        await asyncio.wait_for(story(), LONG)

    asyncio.run(in_time())


def comes(
    line: WaitingLine, *, sends: bool = False, leaves: Callable[[], Awaitable[object]] = stays
) -> "asyncio.Task[bool]":
    return asyncio.ensure_future(line.come(leaves, sends=sends))


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_turns_come_in_the_order_of_coming(line: WaitingLine) -> None:
    async def story() -> None:
        assert await line.come(stays, sends=False)
        first, second = comes(line), comes(line)
        await settle()
        assert line.standing == 2
        line.go()
        await settle()
        assert (first.done(), second.done()) == (True, False)
        line.go()
        assert await second
        line.go()
        assert line.is_free

    run(story)


def test_who_sends_something_goes_first_but_readers_have_their_share(line: WaitingLine) -> None:
    async def story() -> None:
        await line.come(stays, sends=False)
        reader = comes(line)
        senders = [comes(line, sends=True) for _ in range(2 * SHARE)]
        await settle()
        for turn in range(SHARE):
            assert not reader.done(), turn
            line.go()
            await settle()
        assert reader.done()
        assert sum(sender.done() for sender in senders) == SHARE - 1
        for one in senders:
            one.cancel()

    run(story)


def test_who_would_stand_too_long_by_what_turns_took_is_told_at_once(
    line: WaitingLine, clock: Clock, away: list[bool]
) -> None:
    async def story() -> None:
        await line.come(stays, sends=False)
        for _ in range(100):  # until it is known that each takes a second
            one = comes(line)
            await settle()
            clock.now += READERS / 2
            line.go()
            assert await one
        standing = [comes(line) for _ in range(2)]
        await settle()
        comes(line)
        await settle()
        with pytest.raises(NoTurn):
            await line.come(stays, sends=False)
        sender = comes(line, sends=True)
        await settle()
        assert line.standing == 4, "who sends something is more patient, and passes those who read"
        assert away == [False]
        for one in (*standing, sender):
            one.cancel()

    run(story)


def test_nobody_is_let_in_behind_somebody_who_stands_there_too_long(
    line: WaitingLine, clock: Clock, away: list[bool]
) -> None:
    async def story() -> None:
        await line.come(stays, sends=False)
        first, sender = comes(line), comes(line, sends=True)
        await settle()
        clock.now += SENDERS + 1
        for sends in (False, True):
            with pytest.raises(NoTurn):
                await line.come(stays, sends=sends)
        assert away == [False, True]
        first.cancel()
        sender.cancel()
        await settle()
        assert line.standing == 0
        later = comes(line)
        await settle()
        line.go()
        assert await later

    run(story)


def test_who_reads_and_leaves_gets_no_turn_and_what_was_sent_is_taken(line: WaitingLine) -> None:
    async def story() -> None:
        async def at_once() -> None:
            return

        await line.come(stays, sends=False)
        assert not await line.come(at_once, sends=False)
        assert line.standing == 0
        sender = comes(line, sends=True, leaves=at_once)
        await settle()
        assert line.standing == 1
        line.go()
        assert await sender

    run(story)


def test_who_stands_until_the_last_is_told(
    line: WaitingLine, away: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("statuspage.front.waiting_line.AT_LAST", 0.001)
    assert AT_LAST > 1

    async def story() -> None:
        await line.come(stays, sends=False)
        with pytest.raises(NoTurn):
            await line.come(stays, sends=False)
        assert (line.standing, away) == (0, [False])
        line.go()
        assert line.is_free

    run(story)


def test_a_turn_that_came_as_its_request_was_cut_goes_to_the_next(line: WaitingLine) -> None:
    async def story() -> None:
        await line.come(stays, sends=False)
        cut, following = comes(line), comes(line)
        await settle()
        line.go()
        cut.cancel()
        assert await following

    run(story)


def test_the_first_turn_of_all_is_taken_alone_until_it_ends(clock: Clock, away: list[bool]) -> None:
    several = WaitingLine(3, away.append, clock)

    async def story() -> None:
        assert await several.come(stays, sends=False)
        following = [comes(several, sends=sends) for sends in (False, True, False)]
        await asyncio.sleep(2 * LOOK)
        assert several.standing == 3
        several.go()
        await asyncio.gather(*following)
        assert not several.is_free

    run(story)


def test_a_first_turn_that_takes_long_holds_the_others_for_a_moment_only(clock: Clock, away: list[bool]) -> None:
    several = WaitingLine(3, away.append, clock)

    async def story() -> None:
        assert await several.come(stays, sends=False)
        following = [comes(several) for _ in range(2)]
        await settle()
        assert several.standing == 2
        clock.now += ALONE
        await asyncio.gather(*following)

    run(story)
