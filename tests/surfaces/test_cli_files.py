"""The operator's command of files: what there is, and what is swept away."""

import io
import os
from datetime import UTC, datetime, timedelta

from statuspage.filing.taking_in import filing
from tests.pictures import photo
from tests.surfaces.private_things import Ana


def test_it_tells_how_many_there_are_and_what_room_they_take(ana: Ana):
    run = ana.app.test_cli_runner()
    assert run.invoke(args=["files"]).stdout == "ready: 0 files, 0 MB\n"
    ana.client.post(f"{ana.path}/replies", data={"body": "x", "files": [(io.BytesIO(photo()), "x.jpg")]})
    ana.client.post(f"{ana.path}/files", data={"name": "film.mp4", "size": 3_000_000})
    told = run.invoke(args=["files"]).stdout.splitlines()
    assert sorted(told) == ["arriving: 1 files, 3 MB, of which 1 not sent", "ready: 1 files, 0 MB"]


def test_a_sweep_deletes_what_lies_there_as_nobodys_and_is_old(ana: Ana):
    storage = filing().storage
    ana.client.post(f"{ana.path}/replies", data={"body": "x", "files": [(io.BytesIO(photo()), "x.jpg")]})
    path = ana.client.post(f"{ana.path}/files", data={"name": "a.txt", "size": 10}).location
    ana.client.post(f"{path}/pieces?from=0", data=b"words")
    kept = set(storage.names())
    for name in ("ab/old", "arriving/nobody/0-5", "ab/new"):
        storage.put(name, b"words")
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    for name in {*kept, "ab/old", "arriving/nobody/0-5"}:
        os.utime(storage._where.folder / name, (long_ago, long_ago))
    told = ana.app.test_cli_runner().invoke(args=["files", "--sweep"]).output
    assert "Deleted, as nobody's: 2." in told
    assert set(storage.names()) == kept | {"ab/new"}


def test_a_sweep_deletes_the_pieces_of_a_file_that_is_ready_long_since(ana: Ana):
    storage = filing().storage
    path = ana.client.post(f"{ana.path}/files", data={"name": "a.txt", "size": 5}).location
    ana.client.post(f"{path}/pieces?from=0", data=b"words")
    assert ana.client.post(f"{path}/finish").text == "ready a.txt"
    left = f"arriving/{path.rpartition('/')[2]}/0-5"  # as by a process that ended before it deleted them
    storage.put(left, b"words")
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(storage._where.folder / left, (long_ago, long_ago))
    assert "Deleted, as nobody's: 1." in ana.app.test_cli_runner().invoke(args=["files", "--sweep"]).output
    assert left not in set(storage.names())


def test_a_sweep_deletes_what_a_killed_process_was_storing_or_looking_at(ana: Ana):
    storage = filing().storage
    storage.put("ab/whole", b"words")
    looking = ana.app.extensions["settings"].data_dir / "looking"
    long_ago = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    for name in ("old", "new"):
        (storage._where.folder / "ab" / f"{name}#1").write_bytes(b"wo")  # as obstore calls what is not whole yet
        (looking / f"look-{name}").mkdir(parents=True)
        (looking / f"look-{name}" / "file").write_bytes(b"words")
    for path in (storage._where.folder / "ab" / "old#1", looking / "look-old"):
        os.utime(path, (long_ago, long_ago))
    assert "Deleted, as nobody's: 1." in ana.app.test_cli_runner().invoke(args=["files", "--sweep"]).output
    assert set(storage.names()) == {"ab/whole", "ab/new#1"}
    assert [path.name for path in looking.iterdir()] == ["look-new"]
