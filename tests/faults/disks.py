"""Disks that fail or are full: a library that stands before the calls of libc, and a file system of a few megabytes."""

import errno
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.installing import compiled, is_root

SOURCE = Path(__file__).with_name("failing_disk.c")
SYNC, WRITE, SHORT = "sync", "write", "short"
_AT_ONCE = 64 * 1024  # bytes with which a disk is filled


class FailingDisk:
    """What one process is told of its disk; ``environ`` is what that needs in its environment."""

    def __init__(self, folder: Path) -> None:
        self._rules = folder / "rules"
        self._rules.write_text("", encoding="utf-8")
        self.environ = {"LD_PRELOAD": str(compiled(SOURCE, folder)), "FAILING_DISK": str(self._rules)}

    @contextmanager
    def fails(self, calls: str, part: str, number: int = errno.EIO) -> Iterator[None]:
        """Calls of this kind fail with this error on files whose path has this ``part``, until the end of the block."""
        self._rules.write_text(f"{calls} {number} {part}\n", encoding="utf-8")
        try:
            yield
        finally:
            self._rules.write_text("", encoding="utf-8")


class SmallDisk:
    """A file system that can be filled: ``folder`` is where it is mounted."""

    environ: Mapping[str, str] = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def full(self) -> Iterator[None]:
        """There is no room on it at all, until the end of the block."""
        ballast = self.folder / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"\0" * _AT_ONCE):
                pass
        assert shutil.disk_usage(self.folder).free == 0
        try:
            yield
        finally:
            ballast.unlink()


class PretendedDisk:
    """The same where nothing may be mounted: whoever has ``environ`` in its environment is told that it is full."""

    def __init__(self, folder: Path, disk: FailingDisk) -> None:
        self.folder, self.environ, self._disk = folder, disk.environ, disk

    @contextmanager
    def full(self) -> Iterator[None]:
        with self._disk.fails(WRITE, f"{self.folder}/", errno.ENOSPC):
            yield


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[SmallDisk | PretendedDisk]:
    """A disk of so many megabytes at this folder, to be filled."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "tmpfs", folder]
    if not is_root() or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        yield PretendedDisk(folder, FailingDisk(folder.parent))
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
