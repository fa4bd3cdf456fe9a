"""Backups in any S3, encrypted or not: made, listed, proven and restored by the same words as those on a disk."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from statuspage.backups.sealing import new_key
from statuspage.backups.shelves import name_for, shelf_and_name
from statuspage.config.file_store import FileStore
from statuspage.config.readers import file_store
from statuspage.filing.storage import Storage
from tests.backups.backup_things import elsewhere, files_here, let_go, words_here
from tests.buckets import BUCKET, bucket

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with bucket() as address:
        yield address


def test_an_encrypted_backup_goes_to_a_bucket_and_comes_back_from_there(
    app, flask, bring, change, server, clock, tmp_path
):
    bring(b"step one" * 1_200_000, "long.txt")  # more than a part of S3 has
    words, files = words_here(), files_here()
    address = f"s3://a-key:a%2Fsecret@{server}/{BUCKET}/backups"
    (tmp_path / "key").write_text(new_key())
    change(backup_to=file_store(address), backup_key=(tmp_path / "key").read_text().split()[3])
    made = flask("backup", "--json")
    assert made.exit_code == 0, made.output
    where = json.loads(made.stdout)["where"]
    assert "a%2Fsecret" not in made.output
    (row,) = json.loads(flask("backups", "--json").stdout)
    assert (row["where"], row["name"]) == (where, name_for(clock(), sealed=True))
    assert list(Storage(file_store(address)).names()) == [row["name"]]
    begins = next(Storage(file_store(address)).read(row["name"]))
    assert begins.startswith(b"age-encryption.org/v1\n")
    assert b"step one" not in begins
    refused = flask("verify", "newest")
    assert refused.exit_code == 1
    assert "can only encrypt" in refused.stderr
    for source in ("newest", row["name"], f"{address}/{row['name']}"):
        assert flask("verify", source, "--key", tmp_path / "key").exit_code == 0, source
    settings = app.extensions["settings"]
    let_go()
    with elsewhere("sqlite", tmp_path / "new", settings) as new:
        done = new.test_cli_runner().invoke(args=["restore", "newest", "--key", str(tmp_path / "key")])
        assert done.exit_code == 0, done.output
        assert (words_here(), files_here()) == (words, files)


def test_files_that_lie_in_a_bucket_are_in_it_too(app, flask, cast, bring, server, tmp_path):
    from statuspage.filing.taking_in import filing

    filing().storage = Storage(file_store(f"s3://a-key:a-secret@{server}/{BUCKET}/files"))
    bring(b"step one" * 200_000, "plan.txt")
    assert flask("backup", tmp_path / "a.tar").exit_code == 0
    files = files_here()
    assert files["plan.txt"] == b"step one" * 200_000
    filing().storage.delete(list(filing().storage.names()))
    let_go()
    assert "1 files were put back" in flask("restore", tmp_path / "a.tar").stdout
    assert files_here() == files


def test_an_upload_that_breaks_off_leaves_nothing(app, flask, cast, server, change, monkeypatch):
    from statuspage.backups.making import Making

    chunks = Making.chunks

    def broken(making):
        yield next(chunks(making))
        raise OSError(5, "Input/output error")

    address = f"s3://a-key:a-secret@{server}/{BUCKET}/broken"
    monkeypatch.setattr(Making, "chunks", broken)
    failed = flask("backup", f"{address}/one.tar")
    assert failed.exit_code == 1
    assert "Input/output error" in failed.stderr
    assert list(Storage(file_store(address)).names()) == []


def test_a_bucket_that_is_not_there_is_told_in_words(app, flask, cast, server):
    refused = flask("backup", f"s3://a-key:a-secret@{server}/no-such-bucket/x.tar")
    assert refused.exit_code == 1
    assert "does not answer" in refused.stderr
    assert "a-secret" not in refused.output


def test_where_it_goes_is_understood_as_it_is_typed(tmp_path):
    at = datetime(2026, 11, 29, 3, 30, tzinfo=UTC)
    assert name_for(at, sealed=False) == "statuspage.2026-11-29T033000Z.tar"
    for words, name in (
        ("s3://K:S@s3.example.com/shop/backups", ""),
        ("s3://K:S@s3.example.com/shop/backups/one.tar.age", "one.tar.age"),
        (f"{tmp_path}", ""),
        (f"{tmp_path}/one.tar", "one.tar"),
        ("one.tar", "one.tar"),
    ):
        assert shelf_and_name(words, None)[1] == name
    usual = FileStore(folder=tmp_path)
    assert shelf_and_name("one.tar", usual)[0].shown("x") == str(tmp_path / "x")
