"""When an agent's session at the desk ends, so do its streams, whoever ends it, in whichever process."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.people import presence
from statuspage.domain.people.agents import Agent
from statuspage.protocol import Live
from statuspage.security import sessions
from tests.cast import PASSWORD, Cast
from tests.conftest import Clock
from tests.front.house import Reader, Server, served, watched

Run = Callable[..., object]


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Iterator[Server]:
    """The whole app behind the front; what a test does meanwhile comes by connections of its own."""
    with served(app) as server:
        yield server


def log_in(run: Run, agent: Agent, clock: Clock) -> str:
    """The cookie of a new session."""
    return f"desk={run(sessions.sign_in, agent, clock(), 12)}"


def log_out(session: Session, cast: Cast, cookie: str) -> None:
    sessions.sign_out(session, cookie.partition("=")[2])


def change_password(session: Session, cast: Cast, cookie: str) -> None:
    sessions.end_all(session, cast.maria.id)


def let_go(session: Session, cast: Cast, cookie: str) -> None:
    session.get_one(Agent, cast.maria.id).is_active = False


@pytest.mark.parametrize("end", [log_out, change_password, let_go])
@pytest.mark.parametrize(("page", "regions"), [("/desk", 1), ("/desk/tickets/1", 2)])
def test_its_streams_end_at_once(
    desk: Server, cast: Cast, run: Run, clock: Clock, page: str, regions: int, end: Callable[[Session, Cast, str], None]
) -> None:
    cookie = log_in(run, cast.maria, clock)
    with Reader(desk.port, f"{page}/stream", Cookie=cookie) as maria:
        watched(desk, regions)
        run(end, cast, cookie)
        event = maria.next(name="gone")
        assert event is not None
        assert event.data == "401"
        assert maria.next() is None, "and nothing comes after it"


def test_a_colleagues_stream_goes_on(desk: Server, cast: Cast, run: Run, clock: Clock) -> None:
    cookies = [log_in(run, agent, clock) for agent in (cast.maria, cast.tom)]
    with (
        Reader(desk.port, "/desk/stream", Cookie=cookies[0]) as maria,
        Reader(desk.port, "/desk/stream", Cookie=cookies[1]) as tom,
    ):
        watched(desk, 2)
        run(log_out, cast, cookies[0])
        assert maria.next(name="gone") is not None
        going_on = [view for view in tuple(desk.front.regions._regions.values()) if view.refusal is None]
        assert [len(view.watchers) for view in going_on] == [1]
        assert tom.status == 200


@pytest.mark.parametrize("end", [log_out, change_password])
def test_who_logs_out_is_at_no_ticket_any_more(
    cast: Cast, run: Run, clock: Clock, end: Callable[[Session, Cast, str], None]
) -> None:
    cookie = log_in(run, cast.maria, clock)
    for agent in (cast.maria.id, cast.tom.id):
        run(presence.be, cast.ticket.id, "writing", clock(), agent)
    run(end, cast, cookie)
    left = run(lambda session: list(session.scalars(select(presence.Presence.agent_id))))
    assert left == [cast.tom.id]


@pytest.mark.parametrize("page", ["/desk", "/desk/tickets/1"])
def test_a_stream_is_asked_again_when_its_session_runs_out(app: Flask, cast: Cast, clock: Clock, page: str) -> None:
    client = app.test_client()
    client.post("/desk/login", data={"email": cast.maria.email, "password": PASSWORD})
    ends = clock() + timedelta(hours=app.extensions["settings"].session_hours)
    while clock() < ends:
        answer = client.get(f"{page}/live", headers={"HX-Request": "true"})
        told = Live.from_headers({name.lower(): value for name, value in answer.headers.items()})
        assert told is not None
        assert told.until is not None
        clock.time = told.until
    assert clock() == ends
    assert client.get(f"{page}/live", headers={"HX-Request": "true"}).status_code == 401
