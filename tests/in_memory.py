"""Temporary files of tests lie in memory where this machine has room: none of them needs to survive a crash.

A write that lasts waits for the disk, and so does each file that goes: an emptied PostgreSQL alone deletes a hundred.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # Linux has one; a container's is mostly too small
ROOM = 4 << 30  # bytes; all tests together need less than one


def keep_in_memory() -> None:
    """Let this process, and all that it starts, make temporary files there, unless TMPDIR says where."""
    if "TMPDIR" not in os.environ and _serves(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _serves(folder: Path) -> bool:
    """Whether files can be written there, and programs started from there."""
    if not os.access(folder, os.W_OK) or os.statvfs(folder).f_flag & getattr(os, "ST_NOEXEC", 0):
        return False
    return shutil.disk_usage(folder).free > ROOM and _free_memory() > ROOM


def _free_memory() -> int:
    """Bytes that Linux could still give out."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")), 0)
