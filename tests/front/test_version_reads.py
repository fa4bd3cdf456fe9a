"""One read at PostgreSQL serves all who ask meanwhile, and nobody gets what was read before they asked."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import psycopg
import pytest
from hypothesis import given
from hypothesis import settings as how_often
from hypothesis import strategies as st
from sqlalchemy import text

from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish, unpublish
from statuspage.front.line import VersionLine
from statuspage.front.postgresql import PostgresqlWatch
from statuspage.front.sqlite import _PUBLIC_VERSION
from statuspage.front.versions import Found, Versions
from statuspage.front.watch import Lost
from statuspage.protocol import PublicVersion
from statuspage.waiting import Waits
from tests.cast import Cast
from tests.front.house import Server
from tests.front.test_at_once import KNOWN, ask
from tests.front.test_at_once import Line as Client
from tests.patience import LONG, until

Run = Callable[..., object]
TICKETS = (1, 2, 3)  # of which the last does not exist


class FakeLine:
    """Answers, when it is told to, what stood when it was asked: nothing later, as the worst of servers might."""

    def __init__(self, stands: dict[int, int]) -> None:
        self.is_open, self._stands, self.reads = True, stands, 0
        self._waiting: tuple[Found, Callable[[Found | None], None]] | None = None

    def ask(self, tickets: Iterable[int], tell: Callable[[Found | None], None]) -> None:
        assert self._waiting is None, "one read at a time"
        self.reads += 1
        self._waiting = {one: PublicVersion(self._stands[one], 0) for one in tickets if one in self._stands}, tell

    def answer(self, *, is_lost: bool = False) -> None:
        if self._waiting is None:
            return
        (found, tell), self._waiting = self._waiting, None
        self.is_open = not is_lost
        tell(None if is_lost else found)

    def close(self) -> None:
        self.is_open, self._waiting = False, None


class Told:
    """What those who asked were told, and how it stood when each of them did."""

    def __init__(self, versions: Versions, stands: dict[int, int]) -> None:
        self._versions, self._stands = versions, stands
        self.answers: list[list[PublicVersion | Lost | None]] = []
        self.stale: list[tuple[int, int | None, object]] = []

    def ask(self, ticket: int) -> None:
        answers: list[PublicVersion | Lost | None] = []
        self.answers.append(answers)
        stood = self._stands.get(ticket)

        def told(found: PublicVersion | Lost | None) -> None:
            answers.append(found)
            if not isinstance(found, Lost):
                is_new = found.number >= stood if found and stood else found is stood is None
                self.stale += [] if is_new else [(ticket, stood, found)]

        self._versions.ask(ticket, told)
        assert answers == [], "nobody is told while they still ask"


async def turns() -> None:
    for _ in range(4):
        await asyncio.sleep(0)


def answer_all(lines: list[FakeLine], *, is_lost: bool = False) -> None:
    for line in lines:
        line.answer(is_lost=is_lost)


does = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(TICKETS)),
    st.tuples(st.just("change"), st.sampled_from(TICKETS[:2])),
    st.tuples(st.sampled_from(["turn", "answer", "lose"]), st.just(0)),
)


@how_often(max_examples=200, deadline=None)
@given(st.lists(does, max_size=40))
def test_everyone_is_told_once_and_never_what_was_read_before_they_asked(deeds: list[tuple[str, int]]) -> None:
    asyncio.run(_do(deeds))


async def _do(deeds: list[tuple[str, int]]) -> None:
    stands: dict[int, int] = {1: 1, 2: 1}
    lines: list[FakeLine] = []

    async def opens() -> FakeLine:
        lines.append(FakeLine(stands))
        return lines[-1]

    versions = Versions(opens)
    told = Told(versions, stands)
    for name, ticket in deeds:
        if name == "ask":
            told.ask(ticket)
        elif name == "change":
            stands[ticket] += 1
        elif name == "turn":
            await turns()
        else:
            answer_all(lines[-1:], is_lost=name == "lose")
    for _ in range(3):
        await turns()
        answer_all(lines)
    assert all(len(answers) == 1 for answers in told.answers)
    assert told.stale == []
    await versions.close()


def test_all_who_ask_in_one_turn_and_while_a_read_is_on_its_way_share_one_read() -> None:
    async def run() -> None:
        line = FakeLine({1: 5, 2: 7})

        async def opens() -> FakeLine:
            return line

        versions = Versions(opens)
        first = [asyncio.create_task(versions.read(one)) for one in (1, 2, 1, 3)]
        await turns()
        assert line.reads == 1
        later = [asyncio.create_task(versions.read(one)) for one in (2, 2, 3)]
        await turns()
        assert line.reads == 1, "they wait for the next"
        line.answer()
        assert line.reads == 2, "which is sent before those of the first are told"
        line.answer()
        assert await asyncio.gather(*first) == [(5, 0), (7, 0), (5, 0), None]
        assert await asyncio.gather(*later) == [(7, 0), (7, 0), None]
        await versions.close()

    asyncio.run(run())


def test_a_line_that_is_lost_is_replaced_once_and_then_all_who_ask_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    passed, lines, opened = [100.0], [FakeLine({1: 5}), FakeLine({1: 5})], Counter[str]()
    monkeypatch.setattr("statuspage.front.versions.time.monotonic", lambda: passed[0])

    async def opens() -> FakeLine:
        opened["tried"] += 1
        if not lines:
            raise Lost
        return lines.pop(0)

    async def run() -> None:
        versions, (one, other) = Versions(opens), lines
        asked = asyncio.create_task(versions.read(1))
        await turns()
        one.answer()
        assert await asked == (5, 0)
        asked = asyncio.create_task(versions.read(1))
        await turns()
        one.answer(is_lost=True)
        await turns()
        other.answer()
        assert await asked == (5, 0), "by the new one"

        asked, joined = asyncio.create_task(versions.read(1)), asyncio.create_task(versions.read(2))
        await turns()
        waits = asyncio.create_task(versions.read(1))
        await turns()
        other.answer(is_lost=True)
        found = await asyncio.gather(asked, joined, waits, return_exceptions=True)
        assert [type(one) for one in found] == [Lost] * 3
        assert opened["tried"] == 3
        with pytest.raises(Lost):
            await versions.read(1)
        assert opened["tried"] == 3, "it is not tried again for a moment"
        passed[0] += 5
        lines.append(FakeLine({1: 6}))
        (third,) = lines
        asked = asyncio.create_task(versions.read(1))
        await turns()
        third.answer()
        assert await asked == (6, 0)
        await versions.close()

    asyncio.run(run())


def test_what_fails_as_it_is_told_takes_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        line = FakeLine({1: 5})

        async def opens() -> FakeLine:
            return line

        versions = Versions(opens)
        versions.ask(1, lambda _found: 1 // 0)  # type: ignore[arg-type, return-value]
        asked = asyncio.create_task(versions.read(1))
        await turns()
        line.answer()
        assert await asked == (5, 0)
        await versions.close()

    asyncio.run(run())
    assert "ZeroDivisionError" in caplog.text


on_postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


def plain(database: str) -> str:
    return database.replace("postgresql+psycopg:", "postgresql:")


@on_postgresql
def test_postgresql_is_asked_once_for_all_and_tells_what_was_committed_before(
    database: str, cast: Cast, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[int]] = []
    given = VersionLine.ask

    def ask(self: VersionLine, tickets: Iterable[int], tell: Callable[[Found | None], None]) -> None:
        asked.append([*tickets])
        given(self, asked[-1], tell)

    monkeypatch.setattr(VersionLine, "ask", ask)
    own = cast.ticket.id

    async def read() -> None:
        watching = PostgresqlWatch(plain(database), Waits())
        try:
            found = await asyncio.gather(*(watching.public_version(one) for one in [own, 10**9, *range(2, 400)] * 3))
            assert len(found) == 1_200
            assert {one for one, _ in zip(asked[0], range(2), strict=False)} == {own, 10**9}
            assert len(asked) == 1
            before = found[0]
            assert before is not None
            assert found[1] is None
            for number in range(1, 20):
                with write() as session:
                    session.execute(text("UPDATE ticket SET public_version = public_version + 1"))
                assert await watching.public_version(own) == (before.number + number, before.consents)
            with psycopg.connect(plain(database), autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND query LIKE '%public_version%' AND pid <> pg_backend_pid()"
                )
            assert await watching.public_version(own) == (before.number + 19, before.consents)
        finally:
            await watching.close()

    asyncio.run(read())


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_sqlite_reads_a_version_from_the_index_alone(cast: Cast) -> None:
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {_PUBLIC_VERSION}", (cast.ticket.id,)).all()
    assert [told for *_, told in plan if "ticket" in told] == [
        "SEARCH ticket USING COVERING INDEX ix_ticket_public_version (id=?)"
    ]


@on_postgresql
def test_a_question_longer_than_the_system_takes_at_once_is_asked_whole(database: str, cast: Cast) -> None:
    async def read() -> None:
        line = await PostgresqlWatch(plain(database), Waits(statement=200))._open()
        answer: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        line.ask([*range(10**9, 10**9 + 500_000), cast.ticket.id], answer.set_result)
        found = await answer
        assert found is not None
        assert [*found] == [cast.ticket.id]
        line.close()

    asyncio.run(read())


@on_postgresql
def test_a_server_that_says_nothing_is_given_up_on_and_found_again(database: str, cast: Cast) -> None:
    async def read() -> None:
        watching = PostgresqlWatch(plain(database), Waits(statement=1))
        try:
            await found(watching)
            with psycopg.connect(plain(database)) as other:
                other.execute("LOCK TABLE ticket IN ACCESS EXCLUSIVE MODE")
                with pytest.raises(Lost):
                    await watching.public_version(cast.ticket.id)
            await found(watching)
        finally:
            await watching.close()

    async def found(watching: PostgresqlWatch) -> None:
        """On a busy machine, the second that it waits may be too short even where nobody holds it back."""
        while True:
            try:
                assert await watching.public_version(cast.ticket.id) is not None
                return
            except Lost:
                await asyncio.sleep(0.05)

    asyncio.run(asyncio.wait_for(read(), LONG))


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def path(cast: Cast, run: Run) -> str:
    run(publish, cast.ticket.id, PublicChoice(), now())
    return f"/p/{cast.ticket.id}"


@pytest.fixture
def held_back(server: Server, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """Once it holds something, each who asks for a version is kept waiting until what stands in it is called."""
    found: list[Callable[[], object]] = []
    given = Versions.ask

    def wait(self: Versions, ticket_id: int, told: Callable[[PublicVersion | Lost | None], None]) -> None:
        if not found:
            given(self, ticket_id, told)
            return
        loop = asyncio.get_running_loop()
        found.append(lambda: loop.call_soon_threadsafe(given, self, ticket_id, told))

    monkeypatch.setattr(Versions, "ask", wait)
    return found


def ask_what_waits(line: Client, path: str, held_back: list[Callable[[], object]]) -> tuple[int, dict[str, str], bytes]:
    """Ask for what is known, and whose version is kept waiting; the answer as it was before."""
    kept = line.know(path)
    held_back.append(bool)
    line.send(ask(path))
    until(lambda: len(held_back) == 2)
    return kept


@on_postgresql
def test_what_is_asked_behind_a_kept_answer_that_still_waits_comes_behind_it(
    server: Server, path: str, held_back: list[Callable[[], object]], cast: Cast, run: Run
) -> None:
    with Client(server.port) as line:
        kept = ask_what_waits(line, path, held_back)
        line.send(ask("/desk/page"), ask("/nothing"))
        held_back.pop()()
        answers = [line.take() for _ in range(3)]
        assert [status for status, _, _ in answers] == [200, 200, 404]
        assert answers[0][2] == kept[2]

        line.send(ask(path))
        until(lambda: len(held_back) == 2)
        line.send(ask("/nothing"))
        run(unpublish, cast.ticket.id, now())
        waits = held_back.pop()
        held_back.clear()
        waits()
        assert [line.take()[0] for _ in range(2)] == [410, 404], "on the ordinary way, and in their order"


@on_postgresql
def test_who_leaves_while_a_kept_answer_waits_leaves_nothing_behind(
    server: Server, path: str, held_back: list[Callable[[], object]], caplog: pytest.LogCaptureFixture
) -> None:
    with Client(server.port) as line:
        ask_what_waits(line, path, held_back)
    until(lambda: not server.server_state.connections)
    held_back.pop()()
    held_back.clear()
    with Client(server.port) as line:
        line.send(ask(path))
        assert line.take()[0] == 200
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]


@on_postgresql
def test_a_process_that_leaves_says_so_in_a_kept_answer_that_waits(
    server: Server, path: str, held_back: list[Callable[[], object]]
) -> None:
    with Client(server.port) as line:
        ask_what_waits(line, path, held_back)
        for one in server.server_state.connections:
            one.leave()  # type: ignore[union-attr]
        held_back.pop()()
        status, headers, _ = line.take()
        assert (status, headers["connection"]) == (200, "close")
        assert line.is_over()


@on_postgresql
def test_while_the_database_does_not_answer_what_is_kept_says_how_old_it_is(
    server: Server, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Client(server.port) as line:
        for _ in range(KNOWN):
            line.send(ask(path))
            assert "age" not in line.take()[1]
        monkeypatch.setattr(
            Versions, "ask", lambda _self, _ticket, told: asyncio.get_running_loop().call_soon(told, Lost())
        )
        line.send(ask(path))
        status, headers, _ = line.take()
        assert (status, "age" in headers) == (200, True)
