"""One ticket on stage: what the people of a domain test say and do, without repeating who and when each time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.events import Event, history
from statuspage.domain.letters import Letter
from statuspage.domain.tickets import Ticket
from tests.cast import Cast, due

HEARD = "It heats up, then it dies."


@dataclass
class Scene:
    """The cast in one open transaction, and the clock that the test holds."""

    session: Session
    cast: Cast
    clock: Any

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def ticket(self) -> Ticket:
        return self.session.get_one(Ticket, self.cast.ticket.id)

    @property
    def events(self) -> list[Event]:
        return history(self.session, self.cast.ticket.id)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def letter(self, body: str = "The part is on its way.", *, hours: float = 3, **rest: Any) -> Letter:
        """A letter with a promise in ``hours``; the first one says what was heard."""
        rest.setdefault("promise", None if rest.get("asks_solved") else due(self.now, hours=hours))
        rest.setdefault("heard", HEARD if self.ticket.heard_at is None else "")
        by = rest.pop("by", self.cast.maria)
        return write_letter(self.session, self.cast.ticket.id, by, self.now, body=body, **rest)

    def ask_solved(self, **rest: Any) -> Letter:
        """A letter that ends with “is it solved?”."""
        return self.letter("It should work now.", asks_solved=True, **rest)

    def ana(self, verb: Callable[..., Ticket], **said: Any) -> Ticket:
        """Something that the customer does."""
        return verb(self.session, self.cast.ticket.id, self.now, **said)

    def agent(self, verb: Callable[..., Ticket], *arguments: Any, **said: Any) -> Ticket:
        """Something that Maria does: ``agent(move_promise, due)`` is told the time by itself."""
        return verb(self.session, self.cast.ticket.id, self.cast.maria, self.now, *arguments, **said)
