"""A file that has its name only once it is whole and on the disk; what a killed process left goes with the next one."""

import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from statuspage.on_disk import wait_for_disk

_BEGINS, _ENDS = "statuspage.", ".part"
_OURS = re.compile(r"statuspage\.[a-z0-9_]{8}\.part")  # as mkstemp fills it


@contextmanager
def new_file(path: Path) -> Iterator[int]:
    """A handle to write to, of a file that only its owner can read. It is ``path`` once the block has ended well.

    Two at once have a draft each. Raises FileExistsError where something has come there meanwhile.
    """
    _sweep(path.parent)
    handle, draft = _draft(path.parent)
    try:
        yield handle
        os.fsync(handle)
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
        os.close(handle)
    wait_for_disk(path.parent)


def _draft(folder: Path) -> tuple[int, Path]:
    """A new file, locked while we live; another one where it was swept before it was."""
    while True:
        handle, name = tempfile.mkstemp(dir=folder, prefix=_BEGINS, suffix=_ENDS)
        draft = Path(name)
        with suppress(OSError):  # where there are no locks, nothing is swept either
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if draft.exists():
            return handle, draft
        os.close(handle)


def _sweep(folder: Path) -> None:
    """Delete the drafts of processes that were killed: whoever lives holds the lock."""
    with suppress(OSError):  # one may write to a folder that one may not list
        for file in folder.iterdir():
            if _OURS.fullmatch(file.name):
                _delete_unless_held(file)


def _delete_unless_held(draft: Path) -> None:
    with suppress(OSError):
        handle = os.open(draft, os.O_RDWR | os.O_NOFOLLOW)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
        finally:
            os.close(handle)
