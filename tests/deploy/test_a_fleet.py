"""Several processes behind nginx and PgBouncer, which hands each transaction to another connection, are one service."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask_migrate import upgrade
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.browser.server import COMMAND, Server, links
from tests.cast import gather
from tests.conftest import settings_for
from tests.databases import throwaway
from tests.deploy.poolers import pgbouncer
from tests.deploy.proxies import nginx
from tests.front.house import Reader, send, served, watched
from tests.patience import until

pytestmark = [pytest.mark.long, pytest.mark.postgresql]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
OFTEN = 8  # a driver prepares a statement for the next time when it has come five times


@pytest.fixture
def pooled(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The settings of a database behind a pooler. Its tables are made through that, too."""
    with throwaway("postgresql", tmp_path) as direct, pgbouncer(direct) as address:
        yield {"database_url": address, "database_direct_url": direct}


def test_what_is_written_through_one_process_reaches_a_stream_of_the_other_through_a_pooler(
    pooled: dict[str, str], tmp_path: Path
) -> None:
    apps = [
        create_app(settings_for(pooled["database_url"], tmp_path, database_direct_url=pooled["database_direct_url"]))
        for _ in range(2)
    ]
    with ExitStack() as open_now:
        with apps[0].app_context():
            upgrade()
            with write() as session:
                ticket = gather(session, now()).ticket
                share = shares_of(session, ticket.id)["private"]
                path = urlsplit(apps[0].extensions["urls"].shared(share)).path
            leave_nothing_behind(db.engine)
        one, other = (open_now.enter_context(served(app)) for app in apps)
        with Reader(other.port, f"{path}/stream?since=1") as ana:
            watched(other)
            for number in range(OFTEN):
                body = f"body=Hello+{number}".encode()
                assert send(one.port, "POST", f"{path}/replies", body, **FORM)[0] == 303
                assert until(lambda number=number: (event := ana.next()) and f"Hello {number}" in event.data)
    for app in apps:
        with app.app_context():
            db.engine.dispose()


def leave_nothing_behind(engine: Engine) -> None:
    """The same statement in two transactions at once, which get each other's connection of the server in turn."""
    with engine.connect() as one, engine.connect() as other:
        for number in range(OFTEN):
            for connection in (one, other) if number % 3 else (other, one):  # whoever begins gets what was let go last
                assert connection.scalar(text("SELECT CAST(:number AS integer) + 1"), {"number": number}) == number + 1
            one.commit()
            other.commit()


@pytest.fixture
def workers(pooled: dict[str, str], tmp_path: Path) -> Iterator[list[Server]]:
    """Two processes with the demo, one of which makes the tables and loads it while the other waits."""
    found = []
    try:
        for number in range(2):
            folder = tmp_path / str(number)
            folder.mkdir()
            more = {"trusted_proxies": "1", "log_level": "INFO", "team_page": "off"}
            found.append(Server(folder, COMMAND, "127.0.0.1", **pooled, **more))
            found[-1].start()
        found[0].links = links(found[0].app)
        yield found
    finally:
        for one in found:
            one.stop()
            with one.app.app_context():
                db.session.remove()
                db.engine.dispose()


@pytest.mark.torture
def test_two_workers_behind_nginx_and_a_pooler_are_one(workers: list[Server], tmp_path: Path) -> None:
    with nginx(tmp_path / "nginx", *(one.port for one in workers)) as proxy:
        page = urlsplit(workers[0].links["customer_url"]).path
        shown = urlsplit(workers[0].links["public_url"]).path
        streams = [proxy.open(f"{page}/stream?since=none") for _ in workers]  # nginx gives each worker its turn
        lines = [stream.makefile("rb") for stream in streams]
        for line in lines:
            assert until(lambda line=line: line.readline().startswith(b"id:"))
        for number in range(OFTEN):
            assert proxy.post(f"{page}/replies", f"body=Hello+{number}") == 303
            for line in lines:
                assert until(lambda line=line, number=number: f"Hello {number}".encode() in line.readline())
        for one in (*lines, *streams):
            one.close()
        for one in workers:
            until(lambda one=one: "/stream" in one.log.read_text(encoding="utf-8"))

        until(lambda: proxy.get(shown).headers.get("x-kept") == "HIT")
        workers[0].do(hide)
        until(lambda: proxy.get(shown).status == 410)
        logs = [re.sub(r"^(?!\d{4}-).*$", "", one.log.read_text(encoding="utf-8"), flags=re.M) for one in workers]
        assert all("INFO statuspage.request" in log for log in logs)  # and not the demo's greeting, which has links
        for told in (proxy.logged(), *logs):
            assert page.rsplit("/", 1)[-1] not in told
            assert shown.rsplit("/", 1)[-1] not in told


def hide(session: Session) -> None:
    """Nobody sees anything of any ticket any more."""
    for ticket in session.scalars(select(Ticket.id).where(Ticket.published_at.is_not(None))).all():
        unpublish(session, ticket, now())
