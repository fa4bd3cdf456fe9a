"""How often long work tells how far it has come: after each tenth, or ten seconds, and never twice in a second."""

import time

_SOONEST, _LATEST = 1.0, 10.0  # seconds
_PART = 0.1


class Rhythm:
    """Asked again and again how far the work has come; says whether to tell it now. The end is always told, once."""

    def __init__(self) -> None:
        self._told_at, self._told, self._ended = time.monotonic(), 0, False

    def is_time(self, done: int, of: int | None) -> bool:
        """Whether to tell that this much is done, of so many; None where nobody knows of how many."""
        if of is not None and done >= of:
            is_first, self._ended = not self._ended, True
            return is_first
        waited = time.monotonic() - self._told_at
        further = of is not None and done - self._told >= of * _PART
        if waited < _SOONEST or not (further or waited >= _LATEST):
            return False
        self._told_at, self._told = time.monotonic(), done
        return True
