"""A companion who is let go: on every process each address of theirs is gone, and their streams end; nobody else's."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask

from statuspage.config import PROJECT
from statuspage.db import write
from statuspage.domain.companion_verbs import let_go, let_in
from statuspage.domain.shares.share import shares_of
from tests.cast import Cast
from tests.conftest import Clock
from tests.front.house import Reader, get, served
from tests.patience import until
from tests.schemas.processes import environment


@pytest.fixture
def ports(app: Flask, cast: Cast, database: str, tmp_path: Path) -> Iterator[tuple[int, int]]:
    """Two processes that serve the same database: this one, and another."""
    environ = environment(database, tmp_path)
    port = int(environ["PORT"])
    with served(app) as server, subprocess.Popen([sys.executable, "app.py"], cwd=PROJECT, env=environ) as process:
        try:
            until(lambda: _is_ready(port))
            yield server.port, port
        finally:
            process.kill()


def _is_ready(port: int) -> bool:
    try:
        return get(port, "/readyz")[0] == 200
    except OSError:
        return False


def test_who_is_let_go_is_out_on_every_process_and_nobody_else_notices(
    app: Flask, cast: Cast, clock: Clock, run, ports: tuple[int, int]
) -> None:
    joana = run(let_in, cast.ticket.id, clock(), name="Joana Reis").id
    rui = run(let_in, cast.ticket.id, clock(), name="Rui Reis").id
    gone, *others = (_paths(app, cast.ticket.id, one) for one in (joana, rui, None))
    with ExitStack() as open_pages:
        streams = [
            [open_pages.enter_context(Reader(port, f"{paths['private']}/stream?since=0")) for port in ports]
            for paths in (gone, *others)
        ]
        for stream in (one for both in streams for one in both):
            assert stream.next(name="") is not None
        run(let_go, cast.ticket.id, clock(), companion_id=joana)
        for stream in streams[0]:
            event = stream.next()
            while event is not None and event.name == "presence":
                event = stream.next()
            assert event is not None
            assert (event.name, event.data) == ("gone", "410")
            assert stream.next() is None
        for stream in (one for both in streams[1:] for one in both):
            event = stream.next(name="")
            assert event is not None
            assert "Joana Reis" in event.data, "they read that she was let go, and read on"
    for port in ports:
        for path in (*gone.values(), f"{gone['private']}/live", gone["feed"].replace(".atom", ".json")):
            assert get(port, path)[0] == 410, path
        for paths in others:
            assert {get(port, path)[0] for path in paths.values()} == {200}


def _paths(app: Flask, ticket_id: int, companion_id: int | None) -> dict[str, str]:
    urls = app.extensions["urls"]
    with write() as session:
        found = shares_of(session, ticket_id, companion_id)
        return {scope: urls.shared(share).removeprefix(urls.base) for scope, share in found.items()}
