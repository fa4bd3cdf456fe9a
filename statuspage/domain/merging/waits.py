"""What a ticket's row says of the words that wait for an answer, kept to be put back, and joined with another's."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from statuspage.domain.events import Event
from statuspage.domain.kinds import KINDS
from statuspage.domain.merging.rules import waiting
from statuspage.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class WaitingWords:
    """The columns of ``Ticket`` that bear these names."""

    turn: str
    unanswered: int
    unanswered_since: datetime | None
    unhappy: bool
    call_asked_at: datetime | None

    def put(self, ticket: Ticket) -> None:
        """Write them into this row."""
        ticket.turn, ticket.unanswered, ticket.unhappy = self.turn, self.unanswered, self.unhappy
        ticket.unanswered_since, ticket.call_asked_at = self.unanswered_since, self.call_asked_at

    def to_facts(self) -> dict[str, Any]:
        """The same as JSON holds it."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(self).items()
        }


def waits_of(ticket: Ticket) -> WaitingWords:
    """What this row says now."""
    return WaitingWords(ticket.turn, ticket.unanswered, ticket.unanswered_since, ticket.unhappy, ticket.call_asked_at)


def from_facts(facts: dict[str, Any]) -> WaitingWords:
    """What ``to_facts`` has written down."""
    since, called = (instant(facts[name]) for name in ("unanswered_since", "call_asked_at"))
    return WaitingWords(facts["turn"], facts["unanswered"], since, facts["unhappy"], called)


def instant(written: str | None) -> datetime | None:
    """An instant in ISO form, if there is one."""
    return datetime.fromisoformat(written) if written else None


def joined(into: WaitingWords, gone: Ticket) -> WaitingWords:
    """What waits in the ticket that goes on, with what waits in the other as well."""
    since = gone.unanswered_since or gone.opened_at
    return added(into, replace(waits_of(gone), unanswered=waiting(gone), unanswered_since=since))


def added(before: WaitingWords, since: WaitingWords) -> WaitingWords:
    """What waited before, and what was written since."""
    if not since.unanswered:
        return before
    return WaitingWords(
        turn="us",
        unanswered=before.unanswered + since.unanswered,
        unanswered_since=_earliest(before.unanswered_since, since.unanswered_since),
        unhappy=before.unhappy or since.unhappy,
        call_asked_at=_earliest(before.call_asked_at, since.call_asked_at),
    )


def replayed(before: WaitingWords, events: Iterable[Event], but: int) -> WaitingWords:
    """What waits after these events, none of which is a letter; words in the ticket ``but`` are not counted."""
    found = before
    for event in events:
        kind, facts = KINDS[event.kind], event.data
        if kind.life == "ends":
            found = WaitingWords(found.turn, 0, None, False, None)
        elif kind.turn == "us" and not (kind.is_own and facts.get("of", [0])[0] == but):
            found = _waiting_for(found, event)
        elif kind.turn == "said" and kind.by == "customer" and not facts.get("left"):
            found = replace(
                found,
                turn=str(facts["turn"]),
                unanswered=max(found.unanswered, 1),
                unanswered_since=found.unanswered_since or event.at,
            )
        elif kind.turn == "said" and not kind.is_own:
            found = replace(found, turn=str(facts.get("turn", found.turn)))
    return found


def _waiting_for(found: WaitingWords, event: Event) -> WaitingWords:
    """The same with one more that waits."""
    return WaitingWords(
        turn="us",
        unanswered=found.unanswered + 1,
        unanswered_since=found.unanswered_since or event.at,
        unhappy=found.unhappy or KINDS[event.kind].is_unhappy or bool(event.data.get("unhappy")),
        call_asked_at=event.at if event.kind == "call_asked" else found.call_asked_at,
    )


def _earliest(*instants: datetime | None) -> datetime | None:
    return min((at for at in instants if at is not None), default=None)
