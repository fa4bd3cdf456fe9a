"""A served app that can be killed with SIGKILL and is there again in a tenth of a second, on one port."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from statuspage.config import PROJECT
from tests.faults.instance import Instance
from tests.front.house import get
from tests.schemas.processes import environment


class MortalServer:
    """``port`` is where it listens, also while none of its lives lasts; ``log`` is what all of them have said."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, log: Path) -> None:
        self._process, self.port, self.log = process, port, log
        self._hear()

    def start(self) -> None:
        """Let one live. Whoever asks at once waits until it answers."""
        self._say("start")

    def kill(self) -> None:
        """End it as ``kill -9`` does."""
        self._say("kill")

    def stop(self) -> None:
        """End it as a clean stop does."""
        self._say("stop")

    def is_ready(self) -> bool:
        """Whether it answers, and reaches its database."""
        return get(self.port, "/readyz")[0] == 200

    def _say(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        self._hear()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        assert said, f"it ended:\n{self.log.read_text(encoding='utf-8')[-4_000:]}"
        return said


@contextmanager
def mortal(house: Instance, database: str, **more: str) -> Iterator[MortalServer]:
    """A server of this instance, which is not started yet; ``more`` stands in its environment."""
    usual = {"STATUSPAGE_LETTER_HOLD_SECONDS": "0", "STATUSPAGE_LOG_LEVEL": "WARNING"}
    environ = environment(database, house.folder) | usual | more
    log = house.folder / "server.log"
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.forking", house.page, f"/desk/tickets/{house.ticket_id}"],
            cwd=PROJECT,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
    with process:
        try:
            yield MortalServer(process, int(environ["PORT"]), log)
        finally:
            process.stdin.close()  # it takes with it whoever lives
