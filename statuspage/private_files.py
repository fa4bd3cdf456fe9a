"""Files that only their owner may read, whatever the umask: the database, all that lies beside it, and their folder.

SQLite gives the files that it makes beside a database (``-wal``, ``-shm``) the mode of the database itself.
"""

import contextlib
import os
import stat
from pathlib import Path

_FILE, _FOLDER, _OTHERS = 0o600, 0o700, 0o077


def begin() -> None:
    """Let nobody else read what this process makes from now on: files, folders, logs and sockets."""
    os.umask(_OTHERS)


def tighten_folder(folder: Path) -> None:
    """Close a folder of ours to others, if it is there. One that somebody else owns is theirs to close."""
    _tighten(folder, _FOLDER)


def prepare(database: Path) -> None:
    """Make an empty database that is private from its first moment, or close one to others that is there.

    With it go the files beside it whose names begin with its own: SQLite's, the upgrade's, and copies.
    """
    with contextlib.suppress(OSError):  # it is there, or SQLite says better why it cannot be
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _FILE))
    for file in database.parent.glob(f"{_literally(database.name)}*"):
        _tighten(file, _FILE)


def _tighten(path: Path, mode: int) -> None:
    with contextlib.suppress(OSError):
        if stat.S_IMODE(path.stat().st_mode) & _OTHERS and (path.is_dir() == (mode == _FOLDER)):
            path.chmod(mode)


def _literally(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
