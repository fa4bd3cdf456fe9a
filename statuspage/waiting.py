"""How long we wait for PostgreSQL. What waits so long is in patient.py, which only those load who speak to one."""

from dataclasses import dataclass
from typing import Any

GRACE = 0.5  # seconds that the server has to tell that it has ended a statement by itself
DIRECT = "direct"  # execution option of an engine that speaks to a pooler: the address of PostgreSQL itself
AGAIN = 1.0  # seconds until a database that was lost is tried again


@dataclass(frozen=True, slots=True)
class Waits:
    """In seconds: until a connection is there, a statement is answered, and a lock is had."""

    connect: int = 2
    statement: int = 4
    lock: int = 3

    @property
    def answer(self) -> float:
        """For a statement's answer."""
        return self.statement + GRACE

    @property
    def read(self) -> float:
        """For what takes no time on a server that is well: whether a connection still lives, and one row by its key."""
        return self.statement / 4

    def arguments(self, options: object = "") -> dict[str, Any]:
        """Of every connection, with the ``options`` that its address has of its own.

        A lost network is noticed in half a minute, though nobody asks.
        """
        limits = f"{options} -c statement_timeout={self.statement}s -c lock_timeout={self.lock}s".strip()
        return {"options": limits, **self._lives()}

    def pooled(self) -> dict[str, Any]:
        """Of a connection to a pooler, which hands each transaction to any server connection.

        So nothing is left behind in one: no option, and no statement prepared for the next time.
        """
        return {"prepare_threshold": None, **self._lives()}

    def _lives(self) -> dict[str, Any]:
        lives = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 4}
        return {"connect_timeout": self.connect, **lives}
