"""A clock of a machine that a test sets while a process runs on it; see ``jumping_clock.c``."""

import struct
from pathlib import Path

from tests.installing import compiled

SOURCE = Path(__file__).with_name("jumping_clock.c")


class JumpingClock:
    """``environ`` is what a process needs in its environment to go by this clock."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ahead"
        self._file.write_bytes(bytes(8))
        self.environ = {"LD_PRELOAD": str(compiled(SOURCE, folder)), "JUMPING_CLOCK": str(self._file)}

    def set(self, ahead: int) -> None:
        """Let it be so many seconds ahead of the real one, or behind it."""
        with self._file.open("r+b", buffering=0) as file:  # one write, so nobody reads the half of it
            file.write(struct.pack("=q", ahead))
