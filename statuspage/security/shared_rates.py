"""Counts how often one visitor tries, for all processes together; by itself alone while nobody answers where it counts.

No key is told as it is: the links and addresses in them are hashed.
"""

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from statuspage.security.rates import Rates
from statuspage.waiting import AGAIN

SCHEME = "shared"
Found = TypeVar("Found")

log = logging.getLogger("statuspage.security")


class Counts(Protocol):
    """Where it is counted; what it raises when nobody answers there is among its ``faults``."""

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What it raises when nobody answers."""

    def take(self, key: str, most: int, within: int, many: int) -> bool:
        """Count ``many`` more under this key; False, and nothing counted, if ``within`` seconds that is too many."""

    def stands(self, key: str, within: int) -> tuple[float, int]:
        """When the first of these seconds was tried (seconds since 1970), and how many there were."""

    def forget(self, key: str = "") -> None:
        """Count nothing any more of this key, or of all."""


class SharedRates(Rates):
    """The storage behind ``shared://``. It refuses nobody because it could not ask."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - as limits has it

    def __init__(self, uri: str | None = None, *, counts: Counts, **named: Any) -> None:
        self._counts = counts
        self._lost_until, self._is_lost, self._telling = 0.0, False, threading.Lock()
        super().__init__(uri, **named)

    def acquire_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count ``amount`` more; False where that would be more than ``limit`` within ``expiry`` seconds."""
        if amount > limit:
            return False
        alone = super().acquire_entry
        return self._ask(
            lambda: self._counts.take(_hash(key), limit, expiry, amount), lambda: alone(key, limit, expiry, amount)
        )

    def get_moving_window(self, key: str, limit: int, expiry: int) -> tuple[float, int]:
        """Since when, and how often, was tried within ``expiry`` seconds."""
        alone = super().get_moving_window
        return self._ask(lambda: self._counts.stands(_hash(key), expiry), lambda: alone(key, limit, expiry))

    def clear(self, key: str) -> None:
        """Count nothing any more under this key."""
        super().clear(key)
        self._ask(lambda: self._counts.forget(_hash(key)), lambda: None)

    def reset(self) -> int | None:
        """Count nothing any more."""
        found = super().reset()
        self._ask(self._counts.forget, lambda: None)
        return found

    def _ask(self, question: Callable[[], Found], alone: Callable[[], Found]) -> Found:
        """What is counted for all; where that cannot be asked, what this process has counted, for a second at least."""
        if time.monotonic() < self._lost_until:
            return alone()
        try:
            found = question()
        except self._counts.faults as fault:
            self._lost_until = time.monotonic() + AGAIN
            self._tell(is_lost=True, why=type(getattr(fault, "orig", None) or fault).__name__)
            return alone()
        if self._is_lost:
            self._tell(is_lost=False)
        return found

    def _tell(self, *, is_lost: bool, why: str = "") -> None:
        with self._telling:
            was_lost, self._is_lost = self._is_lost, is_lost
        if is_lost and not was_lost:
            log.warning("Throttles cannot be counted for all processes (%s): this one counts for itself", why)
        elif was_lost and not is_lost:
            log.warning("Throttles are counted for all processes again")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
