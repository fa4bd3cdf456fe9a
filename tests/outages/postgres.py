"""A PostgreSQL of one test's own, which can be stopped, started, frozen, and rid of all its connections."""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from sqlalchemy import URL

from tests.databases import start_server


class OwnPostgres:
    """A running server; ``url`` is its address by its Unix socket."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.folder = Path(server.get_postmaster_info().socket_dir)

    @property
    def url(self) -> str:
        return self._address({"host": str(self.folder)})

    @property
    def socket(self) -> Path:
        """The Unix socket that it listens on."""
        return self.folder / ".s.PGSQL.5432"

    def url_by(self, host: str, port: int) -> str:
        """Its address by a host, where something hands on what comes."""
        return self._address({}, host=host, port=port)

    def stop(self) -> None:
        """Stop it; whoever is connected is told that it ends."""
        self._server.stop()
        self._server._postmaster_info = None  # it would be stopped again at the end, and waited for

    def start(self) -> None:
        self._server.start()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stop()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server and all that it has started stand still meanwhile: nothing is closed, and nothing answered."""
        server = psutil.Process(self._server.get_postmaster_info().pid)
        family = [server, *server.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in family:
                with suppress(psutil.NoSuchProcess):  # it was on its way out already
                    process.send_signal(signal.SIGCONT)

    def cut_all(self) -> int:
        """Cut every connection; how many there were."""
        with psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True) as own:
            mine = "datname = current_database() AND pid <> pg_backend_pid()"
            cut = own.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {mine}".encode())
            return len(cut.fetchall())

    def _address(self, query: dict[str, str], **where: Any) -> str:
        url = URL.create("postgresql+psycopg", "postgres", database="postgres", query=query, **where)
        return url.render_as_string(hide_password=False)


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """A server until the end of the block."""
    server = start_server(Path(tempfile.mkdtemp(prefix="statuspage-outage-")))
    try:
        yield OwnPostgres(server)
    finally:
        server.cleanup()
