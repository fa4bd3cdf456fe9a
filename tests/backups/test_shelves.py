"""A place of backups: each is there whole or not at all, under its own name; and nobody reads a secret of it."""

import fcntl
import json
import os
import signal
from pathlib import Path

import pytest

from statuspage.backups import scheduled
from statuspage.backups.faults import BackupFault
from statuspage.backups.shelves import BackupShelf
from statuspage.config.backup_times import Every
from statuspage.config.file_store import FileStore
from statuspage.filing.storage import StoreFault


@pytest.fixture
def shelf(tmp_path):
    return BackupShelf(FileStore(folder=tmp_path))


def killed_while_writing(shelf):
    pid = os.fork()
    if not pid:
        with shelf.new("killed.tar") as taking:
            taking.write(b"half")
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def names_at(folder):
    return sorted(file.name for file in folder.iterdir())


def test_what_a_killed_one_left_goes_with_the_next_one_and_what_is_being_written_stays(shelf, tmp_path):
    killed_while_writing(shelf)
    assert len(names_at(tmp_path)) == 1
    (tmp_path / "of-somebody-else.part").touch()
    with shelf.new("first.tar") as first:
        first.write(b"1")
        with shelf.new("second.tar") as second:
            second.write(b"2")
    assert names_at(tmp_path) == ["first.tar", "of-somebody-else.part", "second.tar"]


def test_where_nothing_can_be_locked_it_is_written_all_the_same(shelf, tmp_path, monkeypatch):
    def refuse(*_arguments):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    with shelf.new("one.tar") as taking:
        taking.write(b"1")
    assert names_at(tmp_path) == ["one.tar"]


def test_of_two_at_once_under_one_name_the_second_is_refused_and_the_first_is_whole(shelf, tmp_path):
    second = shelf.new("one.tar")
    with shelf.new("one.tar") as taking:
        taking.write(b"first")
        second.__enter__().write(b"2")
    with pytest.raises(BackupFault, match="already"):
        second.__exit__(None, None, None)
    assert names_at(tmp_path) == ["one.tar"]
    assert (tmp_path / "one.tar").read_bytes() == b"first"


def test_the_last_folder_is_made_and_is_nobody_elses(tmp_path):
    shelf = BackupShelf(FileStore(folder=tmp_path / "backups"))
    shelf.check()
    assert shelf.kept() == []
    assert names_at(tmp_path) == [], "who only looks makes nothing"
    with shelf.new("one.tar"):
        pass
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700
    far = BackupShelf(FileStore(folder=tmp_path / "no" / "backups"))
    with pytest.raises(BackupFault, match="may not write"):
        far.check()
    with pytest.raises(FileNotFoundError), far.new("one.tar"):
        pass


def test_a_server_says_at_its_start_that_it_cannot_write_there(app, change, tmp_path, caplog):
    change(backup_to=FileStore(folder=tmp_path), backup_every=Every())
    scheduled.background(app)
    assert caplog.text == ""
    change(backup_to=FileStore(folder=tmp_path / "no" / "backups"))
    scheduled.background(app)
    assert f"may not write to {tmp_path}/no/backups" in caplog.text
    assert "ReadWritePaths=" in caplog.text


def test_a_backup_whose_old_ones_may_not_be_deleted_is_good(flask, change, cast, tmp_path, monkeypatch):
    def refuse(*_arguments):
        raise StoreFault("AccessDenied")

    change(backup_to=FileStore(folder=tmp_path / "kept"))
    monkeypatch.setattr(BackupShelf, "delete", refuse)
    made = flask("backup", "--json")
    assert made.exit_code == 0, made.output
    assert Path(json.loads(made.stdout)["where"]).is_file()
    assert "could not be deleted: AccessDenied" in made.stderr


def test_no_secret_of_an_address_is_told_by_an_error(flask, monkeypatch):
    """However it is mistyped: what must be encoded and is not, slashes that lack, no name of a backup."""

    def refuse(*_arguments, **_named):
        raise StoreFault("AccessDenied")

    for name in ("size", "sizes", "read", "writer"):
        monkeypatch.setattr(f"statuspage.filing.storage.Storage.{name}", refuse)
    ends = ("", "/", "/folder", "/folder/one.tar", "/one.tar?region=eu")
    begins = ("s3://", "S3://", " s3://", "s3:/", "s3:")
    secrets = ("canary", "1/canary", "canary/1", "1#canary", "1?canary", "canary@1", "canary:1")
    wrong = [f"{begin}canarykey:{secret}@127.0.0.1:9/bucket" for begin in begins for secret in secrets]
    for command in (["verify"], ["verify", "--json"], ["restore"], ["backup"]):
        addresses = wrong if command == ["verify"] else wrong[:1]
        for address in (address + end for address in addresses for end in ends):
            said = flask(*command, address)
            assert said.exit_code == 1, said.output
            assert "canary" not in said.output, (command, address)


def test_a_good_address_without_a_backup_is_shown_without_its_secret(flask):
    said = flask("verify", "s3://canarykey:canarysecret@127.0.0.1:9/bucket/backups")
    assert "s3://127.0.0.1:9/bucket/backups is a folder or a bucket" in said.stderr
