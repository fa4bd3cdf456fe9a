"""A restart is noticed by nobody: no request fails, no event is missed, and the process that was started stays."""

import http.client
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.domain.letters import Reply
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.share import shares_of
from tests.cast import Cast
from tests.front.house import get
from tests.front.restarts import Crowd, Watching, reply, serving
from tests.patience import LONG, until
from tests.schemas.processes import environment

pytestmark = pytest.mark.long

SERVE = (
    f"import sys; sys.path.insert(0, {str(PROJECT)!r}); import runpy; runpy.run_module('app', run_name='__main__')\n"
)
ONLY_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
# As systemd does: the socket is file 3, and the variables name the process.
AS_SYSTEMD = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ |= {'LISTEN_FDS': '1', 'LISTEN_PID': str(os.getpid())};"
    " os.execv(sys.executable, [sys.executable, 'app.py'])"
)
# Is told to begin anew as the first process ends to become the keeper of its place, or in the last moment before that.
TOLD_LATE = """
import os, signal
from statuspage.front.server import Server
from statuspage.succession.order import Succession

shutdown, keep = Server.shutdown, Succession.keep

async def told_shutting_down(self, sockets=None):
    if self.succession:
        os.kill(os.getpid(), signal.SIGHUP)
    await shutdown(self, sockets)

def told_at_last(self, *told):
    os.kill(os.getpid(), signal.SIGHUP)
    keep(self, *told)

"""
# Says which templates are not read yet when a process that takes another one's place begins to serve.
TAKING_OVER = """
import socket
from app import app
from statuspage.front import asgi, serving
from statuspage.succession.predecessor import Predecessor

def unread(_):
    read = {name for _, name in app.jinja_env.cache.keys()}
    print("unread:", sorted(set(app.jinja_env.list_templates()) - read))

serving.Server.serve_until_told = unread
ours, theirs = socket.socketpair()
serving.Predecessor.found = lambda: Predecessor(ours, [])
serving.serve(app, asgi.Front(app))
"""


MANY = {"sqlite": 50, "postgresql": 5}  # restarts


@pytest.fixture
def links(app: Flask, cast: Cast, clock) -> list[str]:
    """The private pages of some tickets; that of Ana's first is watched, and nobody else posts there."""
    urls = app.extensions["urls"]
    with write() as session:
        ana, maria = session.get_one(Customer, cast.ana.id), session.get_one(Agent, cast.maria.id)
        more = [open_ticket(session, ana, maria, clock(), subject="It hums", story="It hums.") for _ in range(80)]
        tickets = [cast.ticket.id, *(ticket.id for ticket in more)]
        found = [urls.shared(shares_of(session, ticket)["private"]).removeprefix(urls.base) for ticket in tickets]
    db.session.remove()
    return found


@ONLY_SQLITE
def test_restarts_under_requests_and_an_open_stream_are_noticed_by_nobody(
    database: str, tmp_path: Path, links: list[str]
) -> None:
    with serving(database, tmp_path) as server:
        until(server.is_ready)
        with Watching(server.port, links[0]) as ana, Crowd(server.port, links[1:], 4, 5) as crowd:
            ana.sees(reply(server.port, links[0]))
            server.restart()
            ana.sees(reply(server.port, links[0]))
            until(lambda: ana.comebacks)
            ana.sees(reply(server.port, links[0]))
            until(lambda: b"keeper" in Path(f"/proc/{server.pid}/cmdline").read_bytes())  # what served first has gone
            server.restart()  # and now by what keeps its place
            crowd.more(8)
            ana.sees(reply(server.port, links[0]))
            until(lambda: len(server.others()) == 1)
        assert crowd.faults == []
        assert set(crowd.answered) == {"GET", "POST"}
        _misses_nothing(ana)
        assert server.stop() == -15
        assert "Traceback" not in server.said()
    assert not server.is_ready()
    _hold(crowd.posted)


@pytest.mark.torture
def test_many_restarts_under_a_hundred_requests_a_second_are_noticed_by_nobody(
    request: pytest.FixtureRequest, database: str, tmp_path: Path, links: list[str]
) -> None:
    restarts = MANY[request.node.callspec.params["database"]]
    with serving(database, tmp_path) as server:
        until(server.is_ready)
        with Watching(server.port, links[0]) as ana, Crowd(server.port, links[1:], 16, 100 / 16) as crowd:
            for _ in range(restarts):
                ana.sees(reply(server.port, links[0]))
                server.restart()
                ana.sees(reply(server.port, links[0]))
            until(lambda: len(server.others()) == 1)
        print(f"{len(crowd.answered)} requests in {crowd.seconds:.0f} s, {ana.comebacks} times back at the stream")
        assert crowd.faults == []
        _misses_nothing(ana)
        assert server.stop() == -15
        assert "Traceback" not in server.said()
    _hold(crowd.posted)


def _misses_nothing(reader: Watching) -> None:
    """Each version came once, in their order, and none is missing."""
    versions = [int(one.split("-")[0]) for one in reader.ids]
    assert versions == [*range(versions[0], versions[-1] + 1)]


def _hold(words: list[str]) -> None:
    """Every acknowledged word is there, and none twice."""
    found = list(db.session.scalars(select(Reply.body).where(Reply.body.startswith("It hums, number"))))
    assert sorted(found) == sorted(set(found))
    assert set(words) <= set(found)


@ONLY_SQLITE
@pytest.mark.parametrize(
    "late",
    ["Server.shutdown = told_shutting_down", "Succession.keep = told_at_last"],
    ids=["as it shuts down", "at last"],
)
def test_a_restart_that_is_asked_for_while_the_place_changes_hands_is_not_lost(
    database: str, tmp_path: Path, late: str
) -> None:
    program = tmp_path / "serve.py"
    program.write_text(f"import sys; sys.path.insert(0, {str(PROJECT)!r})\n{TOLD_LATE}\n{late}\n{SERVE}")
    with serving(database, tmp_path, (sys.executable, str(program))) as server:
        until(server.is_ready)
        server.restart()
        until(lambda: server.said().count("The new process serves") == 2 or server.has_ended())
        assert server.is_ready()
        assert server.said().count("A new process is being started") == 2
        assert server.stop() == -15


@ONLY_SQLITE
@pytest.mark.usefixtures("links")
def test_a_process_that_takes_anothers_place_has_read_its_templates_before_it_serves(
    database: str, tmp_path: Path
) -> None:
    """The one before it answers meanwhile, so that nobody waits for what takes longest of a first page."""
    environ = environment(database, tmp_path) | {"STATUSPAGE_DEMO": "off", "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee"}
    said = subprocess.run(
        [sys.executable, "-c", TAKING_OVER], cwd=PROJECT, env=environ, capture_output=True, text=True, check=True
    )
    assert "unread: []" in said.stdout


@ONLY_SQLITE
@pytest.mark.torture
def test_a_new_process_that_cannot_serve_changes_nothing(database: str, tmp_path: Path, links: list[str]) -> None:
    program = tmp_path / "serve.py"
    program.write_text(SERVE)
    with serving(database, tmp_path, (sys.executable, str(program))) as server:
        until(server.is_ready)
        program.write_text("raise SystemExit(7)  # a version that is broken\n")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "it ended with 7" in server.said())
        assert "the one before it goes on" in server.said()
        assert server.is_ready()
        program.write_text(SERVE)
        _set_schema(database, "0028")  # as if the version that comes needed another one
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "it ended with 1" in server.said())
        assert "What takes the place of a process that runs changes no schema" in server.said()
        assert get(server.port, links[0])[0] == 200
        assert server.others() == []
        assert server.stop() == -15


def _set_schema(database: str, revision: str) -> None:
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))


@ONLY_SQLITE
def test_who_connects_while_systemd_restarts_it_waits_and_is_answered(
    database: str, tmp_path: Path, links: list[str]
) -> None:
    """The kernel keeps them in the socket's queue; systemd is told when it serves, and when it stops."""
    with socket.create_server(("127.0.0.1", 0)) as kept, _Notified(tmp_path / "notify") as notified:
        port, file = kept.getsockname()[1], str(kept.fileno())
        command = (sys.executable, "-c", AS_SYSTEMD, file)
        more = {"NOTIFY_SOCKET": str(notified.path), "PORT": str(port)}
        first = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
        first.request("GET", links[0])  # before anybody serves
        with serving(database, tmp_path, command, [kept], **more) as server, ExitStack() as until_later:
            with closing(first), first.getresponse() as answer:
                assert answer.status == 200
            notified.hears("READY=1", f"Process {server.pid} serves")
            ana = until_later.enter_context(Watching(port, links[0]))
            crowd = until_later.enter_context(Crowd(port, links[1:], 4, 5))
            ana.sees(reply(port, links[0]))
            assert server.stop() == -15
            notified.hears("STOPPING=1")
            with serving(database, tmp_path, command, [kept], **more) as server:
                ana.sees(reply(port, links[0]))
                crowd.more(8)
                until_later.close()
                assert server.stop() == -15
        assert crowd.faults == []
        _misses_nothing(ana)


class _Notified:
    """The socket at which systemd listens (sd_notify(3))."""

    def __init__(self, path: Path) -> None:
        self.path, self._said = path, ""

    def __enter__(self) -> "_Notified":
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._socket.settimeout(LONG)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def hears(self, *lines: str) -> None:
        """Wait until all of this was said."""
        while not all(line in self._said for line in lines):
            self._said += self._socket.recv(4096).decode() + "\n"
