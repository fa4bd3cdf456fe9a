"""What was committed is told to all that listen: late commits too, by one process, whichever dies."""

from random import Random

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuspage.front import notifier
from statuspage.front.notifier import CHANGES, WRITTEN, changes, payloads
from statuspage.front.watch import Changes
from statuspage.patient import PatientAsyncConnection
from tests.front.hall import LEAVE, ON_POSTGRESQL, Hall, look, within

Tickets = st.sets(st.integers(1, 2**31 - 1), max_size=2_000)


@given(Tickets, Tickets)
@settings(max_examples=30, deadline=None)
def test_however_many_are_told_none_is_lost_and_each_notification_is_short_enough(
    tickets: set[int], present: set[int]
) -> None:
    said = payloads(tickets, present)
    assert all(0 < len(one.encode()) < 8_000 for one in said)
    heard = [changes(one) for one in said]
    assert frozenset().union(*(one.tickets or () for one in heard)) == tickets
    assert frozenset().union(*(one.presence or () for one in heard)) == present


def test_an_empty_notification_says_that_any_may_have_changed() -> None:
    assert changes("") == Changes(None, None)


@ON_POSTGRESQL
def test_whoever_began_first_and_commits_last_is_told_when_they_have(database: str) -> None:
    async def deed(here: Hall) -> None:
        one, first, second = await here.notifier(), await here.other(), await here.other()
        await look(one)
        async with first.transaction():
            await first.execute(LEAVE, (1,))
            async with second.transaction():
                await second.execute(LEAVE, (2,))
            await look(one)
            assert await here.heard() == [2]
            await look(one)
            assert await here.heard() == []
        await look(one)
        assert await here.heard() == [1]
        await look(one)
        assert await here.heard() == []

    within(database, deed)


MOVES = st.lists(st.sampled_from(["begin", "commit", "undo", "look", "forget"]), max_size=30)


def told_once(database: str, moves: list[str], chance: Random) -> None:
    """Begin and end transactions in this order, whichever of them chance chooses; each commit is told, and once."""

    async def deed(here: Hall) -> None:
        one = await here.notifier()
        while not one._is_it:  # the one of the example before takes a moment to end
            await look(one)
        await here.heard()
        writing: list[tuple[int, PatientAsyncConnection]] = []
        committed, told = set(), []
        for ticket, move in enumerate([*moves, *["commit"] * 30, "look"], 1):
            if move == "begin":
                other = await here.other()
                await other.execute("BEGIN")
                await other.execute(LEAVE, (ticket,))
                writing.append((ticket, other))
            elif move in ("commit", "undo") and writing:
                done, other = writing.pop(chance.randrange(len(writing)))
                await other.execute("COMMIT" if move == "commit" else "ROLLBACK")
                committed |= {done} if move == "commit" else set()
            elif move == "look":
                await look(one)
                told += await here.heard()
            elif move == "forget":
                await one._forget()
        assert sorted(told) == sorted(committed)

    within(database, deed)


ANEW = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


@ON_POSTGRESQL
@given(MOVES, st.randoms(use_true_random=False))
@settings(max_examples=25, **ANEW)
def test_whatever_the_order_each_commit_is_told_once_and_nothing_else(
    database: str, moves: list[str], chance: Random
) -> None:
    told_once(database, moves, chance)


@pytest.mark.torture
@ON_POSTGRESQL
@given(MOVES, st.randoms(use_true_random=False))
@settings(max_examples=500, **ANEW)
def test_it_is_so_in_hundreds_of_orders(database: str, moves: list[str], chance: Random) -> None:
    told_once(database, moves, chance)


@ON_POSTGRESQL
def test_only_one_tells_and_when_it_is_gone_the_next_misses_nothing(database: str) -> None:
    async def deed(here: Hall) -> None:
        one, next_one, other = await here.notifier(), await here.notifier(), await here.other()
        await look(one)
        await other.execute(LEAVE, (1,))
        await look(next_one)
        assert await here.heard() == []
        await look(one)
        assert await here.heard() == [1]
        await other.execute(LEAVE, (2,))
        await other.execute("SELECT pg_terminate_backend(%s)", (one._connection.info.backend_pid,))
        await other.execute(LEAVE, (3,))
        while not next_one._is_it:  # PostgreSQL takes a moment to end a connection
            await look(next_one)
        told = await here.heard()
        assert {2, 3} <= set(told) <= {1, 2, 3}
        with pytest.raises(psycopg.OperationalError):
            await look(one)

    within(database, deed)


@ON_POSTGRESQL
def test_whoever_hears_all_the_time_still_asks_and_asks_sooner_when_nobody_answers(database: str) -> None:
    async def deed(here: Hall) -> None:
        one, next_one = await here.notifier(), await here.notifier()
        await look(one)
        await look(next_one)
        before = next_one._due
        next_one.hear(CHANGES)
        assert next_one._due == before
        next_one.hear(WRITTEN)
        assert next_one._due < before
        next_one.hear(CHANGES)
        assert next_one._due == before

    within(database, deed)


@ON_POSTGRESQL
def test_whoever_resigns_is_followed(database: str) -> None:
    async def deed(here: Hall) -> None:
        one, next_one = await here.notifier(), await here.notifier()
        await look(one)
        await look(next_one)
        await one.resign()
        await look(next_one)
        assert next_one._is_it

    within(database, deed)


@ON_POSTGRESQL
@pytest.mark.parametrize("many", [3_000, notifier.MOST + 1])
def test_many_at_once_are_all_told(database: str, many: int) -> None:
    async def deed(here: Hall) -> None:
        one, other = await here.notifier(), await here.other()
        await other.execute("INSERT INTO untold SELECT i, false FROM generate_series(1, %s) i", (many,))
        await look(one)
        told = await here.heard()
        assert told == ([None] if many > notifier.MOST else [*range(1, many + 1)])

    within(database, deed)


@ON_POSTGRESQL
def test_what_was_told_is_deleted_and_what_was_not_is_kept(database: str) -> None:
    async def deed(here: Hall) -> None:
        one, first, other = await here.notifier(), await here.other(), await here.other()
        async with first.transaction():
            await first.execute(LEAVE, (1,))
            await other.execute("INSERT INTO untold SELECT i, false FROM generate_series(2, 20002) i")
            await look(one)
            while one._clear_at:  # in pieces
                await one._forget()
        await one._forget()
        left = await (await other.execute("SELECT ticket_id FROM untold")).fetchall()
        assert left == [(1,)]
        await look(one)
        assert await here.heard() == [None, 1]

    within(database, deed)


@ON_POSTGRESQL
def test_lines_that_were_brought_from_another_server_are_not_told_for_ever(database: str) -> None:
    async def deed(here: Hall) -> None:
        one, other = await here.notifier(), await here.other()
        await other.execute("INSERT INTO untold VALUES (1, false, '999999999999')")
        await look(one)
        await other.execute(LEAVE, (2,))
        await look(one)
        assert await here.heard() == [2]

    within(database, deed)


@ON_POSTGRESQL
def test_the_notifier_finds_what_is_new_by_its_index(database: str) -> None:
    async def deed(here: Hall) -> None:
        other = await here.other(notifier.SETTINGS)
        given = {"seen": "100:100:", "most": 10}
        plan = await (await other.execute(f"EXPLAIN {notifier._NEW}".encode(), given)).fetchall()
        assert "ix_untold_xid" in str(plan)

    within(database, deed)
