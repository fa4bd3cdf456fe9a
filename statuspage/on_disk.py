"""What was written is waited for until it is on the disk, as a database's commit does."""

import os
from pathlib import Path


def wait_for_disk(path: Path) -> None:
    """Return once this file's bytes, or the names in this folder, are there. Raises OSError where they cannot be."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
