"""A disk that fails: nothing is acknowledged that is not there, the words come back, and all works again afterwards."""

import errno
from itertools import product

import pytest

from tests.faults import agree
from tests.faults.disks import SHORT, SYNC, WRITE, FailingDisk
from tests.faults.instance import Instance
from tests.faults.ledger import Ledger
from tests.faults.mortal_server import mortal
from tests.faults.sender import Sender
from tests.front.house import get

DATABASE, LOG, FILES = ".db$", ".db-wal", "/files/"
FAULTS = [(SYNC, errno.EIO), (WRITE, errno.EIO), (WRITE, errno.ENOSPC)]
CHECKPOINT = 1_000  # pages of SQLite's log, after which it is written into the database


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("rounds", [1, pytest.param(20, marks=pytest.mark.torture)])
def test_what_a_failing_disk_does_not_take_is_given_back_and_counts_once_when_it_is_sent_again(
    house: Instance, database: str, tmp_path, rounds: int
):
    disk, ledger = FailingDisk(tmp_path), Ledger()
    with mortal(house, database, **disk.environ) as server:
        server.start()
        sender = Sender(house, server, ledger)
        for number, (calls, error) in product(range(rounds), FAULTS):
            forms, brings = list(sender.forms()), sender.with_file(b"words in a file " * 4_000)
            with disk.fails(calls, LOG, error):
                for form in forms:
                    sender.is_given_back(*form)
                assert get(server.port, house.page)[0] == 200, "reading goes on"
            if number % 2 == 0:
                server.kill()  # what was half written may be found in the log by the next
                server.start()
            with disk.fails(calls, FILES, error):
                assert "could not be stored just now" in sender.is_given_back(*brings, 422)
            agree.everything(house.session, ledger, house.storage)
            for form in (*forms, brings):
                sender.is_taken(*form)
        agree.everything(house.session, ledger, house.storage)
        server.stop()
    agree.is_whole(house.session)


@pytest.mark.torture
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_disk_that_writes_the_half_of_what_it_is_given_loses_nothing(house: Instance, database: str, tmp_path):
    disk, ledger = FailingDisk(tmp_path), Ledger()
    content = bytes(range(65, 91)) * 40_000
    with mortal(house, database, **disk.environ) as server, disk.fails(SHORT, str(tmp_path)):
        server.start()
        sender = Sender(house, server, ledger)
        for _ in range(10):
            for form in sender.forms():
                sender.is_taken(*form)
        sender.is_taken(*sender.with_file(content))
        server.stop()
    agree.everything(house.session, ledger, house.storage)
    agree.is_whole(house.session)
    assert content in [b"".join(house.storage.read(name)) for name in house.storage.names()]


@pytest.mark.torture
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("calls", "error"), FAULTS)
def test_while_the_log_cannot_be_written_into_the_database_it_grows_and_nothing_is_lost(
    house: Instance, database: str, tmp_path, calls: str, error: int
):
    disk, ledger = FailingDisk(tmp_path), Ledger()
    log = tmp_path / f"{database.rpartition('/')[2]}-wal"
    with mortal(house, database, **disk.environ) as server:
        server.start()
        sender = Sender(house, server, ledger)
        with disk.fails(calls, DATABASE, error):
            while log.stat().st_size < 2 * CHECKPOINT * 4096:
                for form in sender.forms():
                    sender.is_taken(*form)
            server.kill()
        server.start()
        agree.everything(house.session, ledger, house.storage)
        for form in sender.forms():
            sender.is_taken(*form)
        server.stop()
    agree.everything(house.session, ledger, house.storage)
    agree.is_whole(house.session)
