"""Connections on which we wait for a word of their readers: where there is no room for one more, the oldest goes first.

Whoever connects and says nothing, or says it a letter at a time, so keeps out nobody who has something to ask.
"""

from typing import Protocol


class Rests(Protocol):
    """A connection that can be asked to make room."""

    def give_way(self) -> None:
        """Hang up, and count no longer from now on."""


class Resting:
    """Those that rest now, by the address that they count for; "" where they count for none."""

    def __init__(self) -> None:
        self._all: dict[Rests, str] = {}
        self._of: dict[str, dict[Rests, None]] = {}

    def add(self, one: Rests, address: str) -> None:
        """It rests from now on."""
        self.discard(one)
        self._all[one] = address
        self._of.setdefault(address, {})[one] = None

    def discard(self, one: Rests) -> None:
        """It rests no longer, if it did."""
        address = self._all.pop(one, None)
        if address is None:
            return
        theirs = self._of[address]
        del theirs[one]
        if not theirs:
            del self._of[address]

    def make_room(self, address: str | None = None) -> bool:
        """Let the one that rests longest go, of all or of this address; whether there was one."""
        there = self._all if address is None else self._of.get(address, {})
        oldest = next(iter(there), None)
        if oldest is None:
            return False
        self.discard(oldest)
        oldest.give_way()
        return True
