"""Counts how often one visitor tries, in memory, whichever threads count at once.

Of two threads that count in the same moment, limits' own storage may start one timer twice: the second gets an error,
and so did whoever had asked. It relies on the inside of limits; tests/security/test_rates.py fails when that changes.
"""

import threading
from typing import Any

from limits.storage import MemoryStorage

SCHEME = "counted"


class Rates(MemoryStorage):
    """The storage behind ``counted://``."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as limits has it

    def __init__(self, *given: Any, **named: Any) -> None:
        self._starting = threading.Lock()
        super().__init__(*given, **named)

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - as Python writes the inner name
        with self._starting:
            super()._MemoryStorage__schedule_expiry()  # type: ignore[misc]
