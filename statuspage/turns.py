"""How long a thread of Python may run before others get their turn, so that the event loop never waits long."""

import contextlib
import sys
from collections.abc import Iterator
from threading import Lock
from typing import ClassVar

# Seconds. Behind two threads that make pages, the loop waits a third as long for its turn as with Python's own 0.005.
TURN = 0.001
# While a region is rendered and told, or a mail is taken, for which nobody waits at a page: whoever does would wait for
# the interpreter at each look into the database, and take 4 ms where 1.7 are enough. Not always, as pages lose by it.
SHORT = 0.00005


class Turns:
    """The interval for the whole process."""

    _lock: ClassVar[Lock] = Lock()
    _short: ClassVar[int] = 0  # blocks that last now, whoever began them

    def begin(self) -> None:
        """Set the interval that holds from now on."""
        sys.setswitchinterval(TURN)

    @contextlib.contextmanager
    def short(self) -> Iterator[None]:
        """Short turns while the block lasts, or another like it; any thread may begin one."""
        with self._lock:
            Turns._short += 1
            sys.setswitchinterval(SHORT)
        try:
            yield
        finally:
            with self._lock:
                Turns._short -= 1
                if not Turns._short:
                    sys.setswitchinterval(TURN)
