"""A full disk: nothing is acknowledged that is not there, the words come back, reading goes on, and all works again."""

import html
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.conftest import migrate
from tests.databases import start_server, throwaway
from tests.faults import agree
from tests.faults.disks import PretendedDisk, SmallDisk, small_disk
from tests.faults.instance import instance
from tests.faults.ledger import Ledger
from tests.faults.mortal_server import mortal
from tests.faults.posting import post
from tests.faults.sender import Sender
from tests.front.house import get

POSTGRESQL = 96  # megabytes, for its data and its log
LETTER, REFUSED = 15_000, 3  # signs of a letter, and how many are to be refused
SMALL = 24  # megabytes, for all that an instance on SQLite has
SPOOLED = 1024 * 1024  # bytes of a file, more than are kept in memory while it is read out of its form
LONG_FORM = 6 * 1024 * 1024  # ... and than are kept in memory while a form comes
Disk = SmallDisk | PretendedDisk


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", SMALL) as made:
        yield made


def everything_on(disk: Disk) -> dict[str, str]:
    """What lets also temporary files lie there."""
    folder = disk.folder / "tmp"
    folder.mkdir(exist_ok=True)
    return {"TMPDIR": str(folder), "SQLITE_TMPDIR": str(folder), **disk.environ}


def test_with_no_room_for_anything_the_words_come_back_and_reading_goes_on(disk: Disk):
    ledger, content = Ledger(), b"words in a file "
    with throwaway("sqlite", disk.folder, migrate) as url, instance(url, disk.folder) as house:
        with mortal(house, url, STATUSPAGE_LOG_LEVEL="INFO", **everything_on(disk)) as server:
            server.start()
            sender = Sender(house, server, ledger)
            sizes = 1_000, SPOOLED, LONG_FORM
            small, middle, large = (sender.with_file(content * (size // len(content))) for size in sizes)
            forms = list(sender.forms())
            feed = house.path("feed", house.ticket_id)
            with disk.full():
                for form in forms:
                    assert "Your words, which were not sent" in sender.is_given_back(*form, 500)
                sender.is_given_back(*small, 500)  # the database has no room for its name
                sender.is_given_back(*middle, 507)
                assert "could not be stored just now" in sender.is_given_back(*large, 422)
                for path in (house.page, feed, "/ask", "/readyz"):
                    assert get(server.port, path)[0] == 200, path
                sender.desk.read("/desk")
                sender.desk.read(sender.desk.path)
            agree.everything(house.session, ledger, house.storage)
            for form in (*forms, small, middle, large):
                sender.is_taken(*form)
            agree.everything(house.session, ledger)
            server.stop()
        agree.everything(house.session, ledger, house.storage)
        agree.is_whole(house.session)
        assert "/replies 303" in server.log.read_text(encoding="utf-8"), "it is logged again"


@pytest.mark.torture
@pytest.mark.postgresql
def test_a_postgresql_without_room_acknowledges_nothing_and_goes_on_reading(tmp_path: Path):
    with (
        tempfile.TemporaryDirectory(prefix="statuspage-full-") as folder,
        small_disk(Path(folder, "disk"), POSTGRESQL) as disk,
        own_server(disk) as url,
    ):
        migrate(url)
        ledger = Ledger()
        with instance(url, tmp_path) as house, mortal(house, url) as server:
            server.start()
            sender, left = Sender(house, server, ledger), []
            with disk.full():
                while len(left) < REFUSED:  # what is begun of pages and of the log still has room
                    form = sender.long_letter(LETTER)
                    status, _, page = post(server.port, *form[1:])
                    if status == 303:
                        ledger.keep(form[0])
                        continue
                    left.append(form)
                    assert status == 500, page[-2_000:]
                    assert "Your words, which were not sent" in page
                    assert form[2]["body"] in html.unescape(page)
                for path in (house.page, house.path("feed", house.ticket_id), "/ask", "/readyz"):
                    assert get(server.port, path)[0] == 200, path
            agree.everything(house.session, ledger)
            for form in left:
                sender.is_taken(*form)
            server.stop()
            agree.everything(house.session, ledger)


@contextmanager
def own_server(disk: Disk) -> Iterator[str]:
    """The address of a PostgreSQL whose data lie on this disk."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in disk.environ.items():
            patch.setenv(name, value)
        server = start_server(disk.folder / "data")
    query = {"host": str(server.get_postmaster_info().socket_dir)}
    try:
        yield URL.create("postgresql+psycopg", "postgres", database="postgres", query=query).render_as_string(False)
    finally:
        server.cleanup()
