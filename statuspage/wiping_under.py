"""An SQLite file written anew under Litestream, which reads all the time, so that nobody else can empty ``-wal``.

Litestream's own checkpoints put what stands in ``-wal`` into the file and begin it again from its start, with another
salt in its head (https://sqlite.org/fileformat2.html#walformat). What stands behind the newest is then written over.
"""

import sqlite3
from pathlib import Path

_TABLE = "_litestream_seq"
_HEAD = slice(16, 24)  # the salts, of the log's first 32 bytes
_FILLER = "wiping_filler"
_begun: dict[str, tuple[int, bytes]] = {}  # of each file: what it was written anew for, and the salt of its log then


def is_under(own: sqlite3.Connection) -> bool:
    """Whether Litestream copies this database, or has done so."""
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return own.execute(query, (_TABLE,)).fetchone() is not None


def write_anew(own: sqlite3.Connection) -> None:
    """Merge the index of words and write the file anew, without a byte of what was deleted; it is in ``-wal`` then."""
    own.execute("PRAGMA secure_delete = ON")
    own.execute("INSERT INTO passage_words (passage_words) VALUES ('optimize')")
    own.execute("VACUUM")


def go_on(own: sqlite3.Connection, path: str, last: int) -> bool:
    """A step of it: whether nothing is left of what was deleted before the deletion that is numbered ``last``.

    ``own`` commits by itself. The first step writes the file anew; the last one comes after Litestream's checkpoint.
    """
    begun = _begun.get(path)
    if begun is None or begun[0] != last:
        write_anew(own)
        _begun[path] = (last, _salt(path))
        return False
    salt = _salt(path)
    if salt == begun[1]:
        return False
    _fill(own, Path(f"{path}-wal").stat().st_size)
    if _salt(path) != salt:  # it began again meanwhile, and the filler may stand elsewhere
        return False
    del _begun[path]
    return True


def _fill(own: sqlite3.Connection, size: int) -> None:
    """Append so many bytes of nothing to the log, and leave the database as it was."""
    own.execute(f"CREATE TABLE IF NOT EXISTS {_FILLER} (filler BLOB)")
    own.execute(f"INSERT INTO {_FILLER} VALUES (zeroblob(?))", (size,))  # noqa: S608 - a name of ours
    own.execute("PRAGMA secure_delete = OFF")  # it holds nothing
    own.execute(f"DROP TABLE {_FILLER}")
    own.execute("VACUUM")


def _salt(path: str) -> bytes:
    with Path(f"{path}-wal").open("rb") as log:
        return log.read(32)[_HEAD]
