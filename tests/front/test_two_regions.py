"""One stream brings the news of a page, and of the region beside it: a page takes one connection, not two."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from statuspage.domain.customer_verbs import reply
from statuspage.domain.notes import add_note
from statuspage.front.limits import StreamLimits
from tests.cast import Cast
from tests.front.house import Reader, Server, served, watched

pytestmark = pytest.mark.heavy_on_postgresql

Run = Callable[..., object]
MARIA = {"Cookie": "desk=maria"}


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/desk/pages/{cast.ticket.id}/stream?since=1.0"


def test_what_happens_to_the_ticket_comes_as_both(server: Server, cast: Cast, run: Run, address: str) -> None:
    with Reader(server.port, f"{address}&queue=1", **MARIA) as maria:
        watched(server, by=2)
        run(reply, cast.ticket.id, now(), body="Hello?")
        came = {event.name: event for event in (maria.next(), maria.next())}
    assert came[""].id == "2.0"
    assert (came["queue"].id, came["queue"].data) == ("2", "<p>2 happenings</p>")


def test_who_has_the_newest_of_one_gets_only_the_other(server: Server, cast: Cast, run: Run, address: str) -> None:
    run(reply, cast.ticket.id, now(), body="Hello?")
    with Reader(server.port, f"{address}&queue=2", **MARIA) as maria:
        assert maria.next().name == ""
        assert maria.nothing(0.3)


def test_a_browser_that_comes_back_by_itself_gets_the_one_beside_anew(
    server: Server, cast: Cast, run: Run, address: str
) -> None:
    run(reply, cast.ticket.id, now(), body="Hello?")
    with Reader(server.port, f"{address}&queue=2", Last_Event_ID="2.0", **MARIA) as maria:
        assert maria.next(name="queue").id == "2"


def test_a_note_moves_the_ticket_and_not_the_queue(server: Server, cast: Cast, run: Run, address: str) -> None:
    with Reader(server.port, f"{address}&queue=1", **MARIA) as maria:
        watched(server, by=2)
        run(add_note, cast.ticket.id, cast.maria, now(), body="Among us.")
        assert maria.next(name="").id == "1.1"
        assert maria.nothing(0.7)


def test_a_page_names_what_it_shows_of_the_region_beside(server: Server, cast: Cast, run: Run, address: str) -> None:
    with Reader(server.port, f"{address}&queue=1&beside=/desk/named/of/everyone", **MARIA) as maria:
        watched(server, by=2)
        run(reply, cast.ticket.id, now(), body="Hello?")
        assert maria.next(name="queue").data == "<p>everyone: 2 happenings</p>"


@pytest.mark.parametrize("named", ["/desk", "/desk/other", "/desk/named", "/t/1", "/desk/named/of/%C3%A9", "//x"])
def test_a_page_cannot_name_any_other_region(server: Server, cast: Cast, run: Run, address: str, named: str) -> None:
    with Reader(server.port, f"{address}&queue=1&beside={named}", **MARIA) as maria:
        watched(server, by=2)
        run(reply, cast.ticket.id, now(), body="Hello?")
        assert maria.next(name="queue").data == "<p>2 happenings</p>"


def test_where_the_one_beside_is_refused_so_is_the_stream(server: Server, address: str) -> None:
    with Reader(server.port, address, Cookie="desk=stranger") as stranger:
        assert stranger.status == 401


def test_two_regions_are_one_stream(small: object, cast: Cast, address: str) -> None:
    with served(small, StreamLimits(together=1)) as server, Reader(server.port, address, **MARIA) as maria:
        assert maria.status == 200
        watched(server, by=2)
        maria.close()
        watched(server, by=0)
