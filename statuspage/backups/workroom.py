"""A folder for what is needed while a backup is made or read: ours alone, gone at the end, and swept after a kill."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


@contextmanager
def workroom(data_dir: Path) -> Iterator[Path]:
    """An empty folder beside the data; those of processes that were killed go first."""
    within = data_dir / "backing-up"
    within.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(within)
    with _own(within) as room:
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _own(within: Path) -> Iterator[Path]:
    """A new folder, and the lock that says that we live; another one where it was swept before we had that."""
    while True:
        room = Path(tempfile.mkdtemp(dir=within))
        with suppress(OSError), ExitStack() as stack:
            stack.enter_context(_locked(room))
            if room.exists():
                held = stack.pop_all()
                break
    with held:
        yield room


def _sweep(within: Path) -> None:
    for room in within.iterdir():
        with suppress(OSError), _locked(room):  # whoever lives holds the lock
            shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _locked(room: Path) -> Iterator[None]:
    handle = os.open(room, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
