"""A PostgreSQL that has stopped answering, without closing anything: what needs it says so, and the rest goes on."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import URL

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from tests.cast import gather
from tests.conftest import START, migrate, settings_for
from tests.databases import start_server
from tests.front.house import get, send, served
from tests.patience import until

SHORT = {"database_connect_seconds": "2", "database_statement_seconds": "4", "database_lock_seconds": "3"}
pytestmark = pytest.mark.postgresql


@contextmanager
def stopped(number: int) -> Iterator[None]:
    """Let a process and all that it has started stand still meanwhile."""
    server = psutil.Process(number)
    family = [server, *server.children(recursive=True)]
    for process in family:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in family:
            process.send_signal(signal.SIGCONT)


@pytest.fixture
def own_server() -> Iterator[tuple[str, int]]:
    """A PostgreSQL of this test's own: its address, and its number among the processes."""
    folder = Path(tempfile.mkdtemp(prefix="statuspage-frozen-"))
    server = start_server(folder)
    try:
        info = server.get_postmaster_info()
        query = {"host": str(info.socket_dir)}
        address = URL.create("postgresql+psycopg", "postgres", database="postgres", query=query)
        yield address.render_as_string(hide_password=False), info.pid
    finally:
        server.cleanup()


def test_pages_say_so_at_once_and_what_is_kept_is_given_until_it_answers_again(own_server, tmp_path: Path) -> None:
    url, number = own_server
    migrate(url)
    app = create_app(settings_for(url, tmp_path, **SHORT))
    with app.app_context(), write() as session:
        ticket = gather(session, START).ticket
        publish(session, ticket.id, PublicChoice(), START)
        urls, shares = app.extensions["urls"], shares_of(session, ticket.id)
        private, public = (urls.shared(shares[scope]).removeprefix(urls.base) for scope in ("private", "public"))
    with served(app) as server:
        kept = get(server.port, public)
        assert kept[0] == 200
        assert get(server.port, private)[0] == 200
        with stopped(number):
            asked = [get(server.port, path) for path in (private, "/desk/login?next=/desk", private, "/p/unknown")]
            told = get(server.port, private)
            assert told[0] == 503
            assert b"Our records do not answer" in told[2]
            assert told[1]["retry-after"] == "5"
            assert asked[0][0] == 503
            form = {"Content_Type": "application/x-www-form-urlencoded"}
            assert send(server.port, "POST", f"{private}/replies", b"body=Is+anyone+there", **form)[0] == 503
            assert get(server.port, public)[2] == kept[2], "what is kept is given, as it was last known to be"
            assert get(server.port, "/static/css/base.css")[0] == 200
            assert get(server.port, "/healthz")[0] == 200
            assert get(server.port, "/readyz")[0] == 503
        until(lambda: get(server.port, private)[0] == 200)
        until(lambda: get(server.port, "/readyz")[0] == 200)
        assert get(server.port, public)[0] == 200
    with app.app_context():
        db.engine.dispose()
