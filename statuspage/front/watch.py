"""What the front reads of the database: what has changed, whoever changed it, on this machine or on another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from statuspage.protocol import PublicVersion

PUBLIC_VERSION = "public_version, (SELECT changes FROM consent) FROM ticket"
PRESENT = """SELECT p.ticket_id, p.agent_id, p.doing, p.until, COALESCE(a.called, k.name, c.name)
FROM presence p JOIN ticket t ON t.id = p.ticket_id JOIN customer c ON c.id = t.customer_id
LEFT JOIN agent a ON a.id = p.agent_id LEFT JOIN companion k ON k.id = -p.agent_id WHERE p.ticket_id """


class Lost(Exception):
    """The database does not answer now."""


class Here(NamedTuple):
    """Someone at a ticket until `until` (UTC); `agent_id` 0 is the customer, and below 0 a companion."""

    ticket_id: int
    agent_id: int
    doing: str
    until: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The tickets in which something happened, and those where someone came or went. None means: perhaps any.

    ``sessions`` says that some agent's session at the desk has ended; ``is_lost`` that the database does not answer, or
    does again, and None nothing of it.
    """

    tickets: frozenset[int] | None = frozenset()
    presence: frozenset[int] | None = frozenset()
    sessions: bool = False
    is_lost: bool | None = None


Tell = Callable[[Changes], None]
Told = Callable[[PublicVersion | Lost | None], None]


class Watch(Protocol):
    """What the front asks of either database."""

    @property
    def nudge(self) -> Callable[[], None] | None:
        """To be called, by any thread, when this process has committed something; None where it is seen anyway."""

    async def run(self, watched: Callable[[], set[int]], tell: Tell) -> None:
        """Tell of changes, on the event loop, until cancelled. `watched()` says which tickets matter now.

        Between `rest` and the next `wake` it may tell of nothing.
        """

    def wake(self) -> None:
        """Somebody watches from now on."""

    def rest(self) -> None:
        """Nobody watches any more."""

    def data_version(self) -> object:
        """Differs from an earlier one when anything may have changed since then."""

    async def public_version(self, ticket_id: int) -> PublicVersion | None:
        """What is public of a ticket stands at this now; None when there is no such ticket. Raises ``Lost``."""

    def public_version_now(self, ticket_id: int) -> PublicVersion | None:
        """The same where it is read without waiting; else None. Raises ``Lost``."""

    @property
    def tell_public_version(self) -> Callable[[int, Told], None] | None:
        """Has the same told in a later turn of the loop, and read after it was asked; None where it is read at once."""

    async def present(self, tickets: Iterable[int]) -> list[Here]:
        """Who is, or lately was, at these tickets. Raises ``Lost``."""

    async def close(self) -> None:
        """Let go of the database."""
