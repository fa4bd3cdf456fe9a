"""How long a thread of Python may run before others get their turn, so that the event loop never waits long."""

import contextlib
import sys
from collections.abc import Iterator
from threading import Lock
from typing import ClassVar

# Seconds. Behind two threads that make pages, the loop waits a third as long for its turn as with Python's own 0.005.
TURN = 0.001
# While a region is rendered and told: the loop then waits half as long as with TURN. Not always, as pages lose by it.
SHORT = 0.0002
# While something is done for which nobody waits at a page: an answer waits for its turn once or twice at each look into
# the database, and so took 4 ms where it takes 1.7 with this.
SHORTEST = 0.00005


class Turns:
    """The interval for the whole process."""

    _lock: ClassVar[Lock] = Lock()
    _short: ClassVar[list[float]] = []  # of the blocks that last now, whoever began them

    def begin(self) -> None:
        """Set the interval that holds from now on."""
        sys.setswitchinterval(TURN)

    @contextlib.contextmanager
    def short(self, seconds: float = SHORT) -> Iterator[None]:
        """Turns no longer than this while the block lasts, or another like it; any thread may begin one."""
        with self._lock:
            self._short.append(seconds)
            sys.setswitchinterval(min(self._short))
        try:
            yield
        finally:
            with self._lock:
                self._short.remove(seconds)
                sys.setswitchinterval(min(self._short, default=TURN))
