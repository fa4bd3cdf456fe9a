"""The one seam to where files lie: a folder of this machine or any S3, by obstore; nothing else knows which it is.

Names are ours and random; ``put`` returns only once all of it is there, for a folder also on the disk itself.
What a killed process was writing into a folder has a name too, which ends in ``#`` and a number.
"""

import contextlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from statuspage.config.file_store import FileStore
from statuspage.later import later
from statuspage.on_disk import wait_for_disk

if TYPE_CHECKING:
    import obstore
    from obstore import exceptions, store
else:
    obstore = later("obstore")
    exceptions = later("obstore.exceptions")
    store = later("obstore.store")

CHUNK = 1024 * 1024  # bytes that are in memory at once, of what is read
_PART = 8 * 1024 * 1024  # bytes of a part of what is written to S3 in several
_AT_ONCE = 2  # parts on their way together
_HALF_WAY = re.compile(r".+#\d+")  # what obstore calls a file of a folder that it is still writing
_PATIENCE = timedelta(seconds=20)  # how long a bucket that does not answer is asked again


class StoreFault(Exception):
    """What was to be stored or read could not be: the disk is full, or the bucket refuses or does not answer."""


class Gone(StoreFault):
    """There is nothing under this name, or not any more."""


class Storage:
    """Puts, reads and deletes whole objects by their names."""

    def __init__(self, where: FileStore) -> None:
        self._where = where
        self._made: store.LocalStore | store.S3Store | store.MemoryStore | None = None

    def put(self, name: str, content: bytes | Path) -> None:
        """Store all of this under this name. Raises StoreFault, and then nobody may count on what is under it."""
        with _told():
            obstore.put(self._store, name, content, chunk_size=_PART, max_concurrency=_AT_ONCE)
            self._reach_the_disk(name)

    def put_chunks(self, name: str, chunks: Iterable[bytes]) -> None:
        """The same for what comes in chunks, which may be read from here."""
        with _told():
            writer = obstore.open_writer(self._store, name, buffer_size=_PART, max_concurrency=_AT_ONCE)
            for chunk in chunks:
                writer.write(chunk)
            writer.close()  # only then it is there
            self._reach_the_disk(name)

    @contextlib.contextmanager
    def writer(self, name: str) -> Iterator[Any]:
        """What takes the bytes of a new object, which is there once the block has ended well. Raises StoreFault."""
        with _told():
            writer = obstore.open_writer(self._store, name, buffer_size=_PART, max_concurrency=_AT_ONCE)
            yield writer
            writer.close()  # only then it is there

    def read(self, name: str) -> Iterator[bytes]:
        """What is stored under this name, in chunks. Raises StoreFault."""
        with _told():
            for chunk in obstore.get(self._store, name).stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    def open(self, name: str) -> tuple[int, Iterator[bytes]]:
        """How many bytes are stored under this name, and these, in chunks. Raises StoreFault; Gone for no such name.

        What is deleted after this can be read to its end from a folder; from a bucket, as far as that lets it.
        """
        with _told():
            try:
                found = obstore.get(self._store, name)
            except FileNotFoundError as fault:
                raise Gone(name) from fault
            return int(found.meta["size"]), self._rest(found, name)

    def _rest(self, found: Any, name: str) -> Iterator[bytes]:
        with _told():
            try:
                for chunk in found.stream(min_chunk_size=CHUNK):
                    yield bytes(chunk)
            except FileNotFoundError as fault:
                raise Gone(name) from fault

    def read_range(self, name: str, start: int, end: int) -> Iterator[bytes]:
        """The bytes from ``start`` up to ``end`` of it, in chunks. Raises StoreFault."""
        with _told():
            for at in range(start, end, CHUNK):
                yield bytes(obstore.get_range(self._store, name, start=at, end=min(at + CHUNK, end)))

    def delete(self, names: Sequence[str]) -> None:
        """Delete these; one that is not there is no fault. Raises StoreFault."""
        with _told():
            for name in names:
                with contextlib.suppress(FileNotFoundError):
                    self._delete(name)

    def set_aside(self, name: str, other: str) -> None:
        """Call this something else; one that is not there is no fault. Raises StoreFault."""
        with _told(), contextlib.suppress(FileNotFoundError):
            obstore.rename(self._store, name, other)

    def names(self, before: datetime | None = None) -> Iterator[str]:
        """The names of all that is stored, or of what was stored before then. Raises StoreFault."""
        with _told():
            for some in obstore.list(self._store):
                yield from (str(one["path"]) for one in some if before is None or one["last_modified"] < before)
            yield from self._half_way(before)

    def sizes(self) -> Iterator[tuple[str, int]]:
        """The name of each object that is stored, and its bytes. Raises StoreFault."""
        with _told():
            for some in obstore.list(self._store):
                yield from ((str(one["path"]), int(one["size"])) for one in some)

    def size(self, name: str) -> int | None:
        """How many bytes are stored under this name; None for no such name. Raises StoreFault."""
        with _told():
            try:
                return int(obstore.head(self._store, name)["size"])
            except FileNotFoundError:
                return None

    def _reach_the_disk(self, name: str) -> None:
        if self._where.folder is not None:
            _reach_the_disk(self._where.folder / name)

    def _half_way(self, before: datetime | None) -> Iterator[str]:
        """What was last written before then and is not whole; obstore neither lists nor deletes it."""
        if (folder := self._where.folder) is None:
            return
        for path in folder.rglob("*#*"):
            with contextlib.suppress(FileNotFoundError):  # it has just become whole
                written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                if _HALF_WAY.fullmatch(path.name) and (before is None or written < before):
                    yield path.relative_to(folder).as_posix()

    def _delete(self, name: str) -> None:
        if self._where.folder is not None and _HALF_WAY.fullmatch(name):
            (self._where.folder / name).unlink()
        else:
            obstore.delete(self._store, name)

    @property
    def _store(self) -> "store.LocalStore | store.S3Store | store.MemoryStore":
        if self._made is None:
            self._made = _folder(self._where.folder) if self._where.folder else _bucket(self._where)
        return self._made


def _folder(folder: Path) -> "store.LocalStore":
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return store.LocalStore(folder)


def _bucket(where: FileStore) -> "store.S3Store":
    known: Any = {"access_key_id": where.key, "secret_access_key": where.secret} if where.key else {}
    return store.S3Store(
        where.bucket,
        prefix=where.prefix or None,
        endpoint=where.endpoint,
        region=where.region,
        virtual_hosted_style_request=False,
        client_options={"allow_http": where.endpoint.startswith("http:"), "timeout": _PATIENCE},
        retry_config={"max_retries": 3, "retry_timeout": _PATIENCE},
        **known,
    )


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (exceptions.BaseError, OSError) as fault:
        raise StoreFault(str(fault)) from fault


def _reach_the_disk(path: Path) -> None:
    """Wait until the file and its name are on the disk, as a database's commit does; and close it to others."""
    with path.open("rb+") as file:
        os.fchmod(file.fileno(), 0o600)
        os.fsync(file.fileno())
    wait_for_disk(path.parent)
