"""The same files in a bucket instead of a folder, by one setting; and a bucket that refuses, or is not there."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from statuspage.config.file_store import FileStore
from statuspage.config.readers import file_store
from statuspage.filing.storage import Storage, StoreFault
from statuspage.filing.taking_in import filing
from tests.buckets import BUCKET, ask, bucket
from tests.ports import free_port
from tests.surfaces.private_things import Ana, words

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\0mdat" + bytes(range(256)) * 80_000  # 20 MB: a part of S3 has 8


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with bucket() as address:
        yield address


def bring(ana: Ana, content: bytes, name: str = "film.mp4") -> str:
    return ana.client.post(f"{ana.path}/files", data={"name": name, "size": len(content)}).location


@pytest.mark.long
def test_a_film_goes_through_a_bucket_in_pieces_and_comes_back_whole(ana: Ana, server: str):
    filing().storage = Storage(file_store(f"s3://a-key:a%2Fsecret@{server}/{BUCKET}/files?region=eu-central-1"))
    path, piece = bring(ana, FILM), 4 * 1024 * 1024
    for at in range(0, len(FILM), piece):
        assert ana.client.post(f"{path}/pieces?from={at}", data=FILM[at : at + piece]).status_code == 204
    assert ana.client.post(f"{path}/finish").text == "ready film.mp4"
    assert ana.client.post(f"{ana.path}/replies", data={"file": path.rpartition("/")[2]}).status_code == 303
    assert "film.mp4 video, 20.5 MB" in words(ana.page())
    assert ana.client.get(path, follow_redirects=True).data == FILM
    names = list(filing().storage.names())
    assert len(names) == 1, "its pieces are gone"
    assert b"".join(filing().storage.read_range(names[0], 10, 2_000_000)) == FILM[10:2_000_000]
    half = ana.client.get(path, follow_redirects=True, headers={"Range": "bytes=9000000-"})
    assert (half.status_code, half.data) == (206, FILM[9_000_000:])
    filing().storage.delete([*names, "not/there"])
    with pytest.raises(StoreFault):
        next(filing().storage.read(names[0]))
    for asked in ({}, {"Range": "bytes=5-"}):
        assert ana.client.get(path, follow_redirects=True, headers=asked).status_code == 503


@pytest.mark.long
def test_a_bucket_that_refuses_loses_nothing_and_the_upload_goes_on_later(ana: Ana, server: str):
    good = Storage(file_store(f"s3://a-key:a-secret@{server}/{BUCKET}"))
    filing().storage = good
    path = bring(ana, b"one two three", "a.txt")
    ana.client.post(f"{path}/pieces?from=0", data=b"one ")
    filing().storage = Storage(file_store(f"s3://a-key:a-secret@{server}/there-is-no-such-bucket"))
    refused = ana.client.post(f"{path}/pieces?from=4", data=b"two three")
    assert refused.status_code == 507
    assert refused.text.startswith("“a.txt” could not be stored just now. Your words are safe")
    assert ana.client.get(f"{path}/state").headers["Upload-Offset"] == "4"
    filing().storage = good
    assert ana.client.post(f"{path}/pieces?from=4", data=b"two three").status_code == 204
    assert ana.client.post(f"{path}/finish").text == "ready a.txt"
    ask(int(server.rpartition(":")[2]), "", "GET")


def test_a_bucket_that_is_not_there_is_told_in_words(ana: Ana, monkeypatch):
    monkeypatch.setattr("statuspage.filing.storage._PATIENCE", timedelta(seconds=1))
    filing().storage = Storage(file_store(f"s3://a-key:a-secret@127.0.0.1:{free_port()}/{BUCKET}"))
    path = bring(ana, b"words", "a.txt")
    assert ana.client.post(f"{path}/pieces?from=0", data=b"words").status_code == 507


def test_the_address_of_a_bucket_says_all_that_is_needed():
    found = file_store("s3://K%2F:S%40@s3.example.com:9000/shop/files/of-ours?region=eu-west-1")
    assert found == FileStore(
        endpoint="https://s3.example.com:9000",
        bucket="shop",
        prefix="files/of-ours",
        region="eu-west-1",
        key="K/",
        secret="S@",
    )
    assert "S@" not in repr(found)
    assert file_store("s3://127.0.0.1:9000/shop").endpoint == "http://127.0.0.1:9000"
    assert file_store("/srv/files").folder is not None


@pytest.mark.parametrize("text", ["s3://", "s3://s3.example.com", "s3://KEY@s3.example.com/shop", "s3://h:x/shop"])
def test_an_address_that_lacks_something_is_refused_without_repeating_a_secret(text: str):
    with pytest.raises(ValueError, match="s3://KEY:SECRET@"):
        file_store(text)
