"""Why a ticket stands where it does in the queue, in small words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from statuspage.domain.desk.items import QueueItem
from statuspage.domain.errors import N_, Words

SOON = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a row says of its ticket; ``at`` (UTC) is when that was or will be.

    ``is_let_down`` says that the customer waits for something that they were promised, or asked for. ``leads`` says
    that the words lead to the time, as in "late since"; otherwise the time only stands beside them.
    """

    words: Words
    at: datetime
    is_let_down: bool = False
    leads: bool = False


def reasons(item: QueueItem, agent_id: int, now: datetime) -> tuple[Reason, ...]:
    """Everything that holds of this ticket, told to this agent, the worst first; none hides another."""
    if item.closed_at is not None:
        return (_closed(item, item.closed_at),)
    late = (_late(item, now), _unattended(item))
    let_down = (_unreached(item), _denied(item), *late, _called(item))
    found = (*let_down, _unheard(item), _gave(item, agent_id), _wrote(item, agent_id), _due(item, now))
    said = tuple(one for one in found if one) or (_asked(item),)
    laid = _laid(item, agent_id)
    return (*said, laid) if laid else said


def advice(item: QueueItem) -> Words | None:
    """That a call may be better than another letter; only where there is a number to call."""
    if not item.wants_call or not item.can_call or item.call_asked_at is not None:
        return None
    return Words(N_("a call may be better"))


def is_late(item: QueueItem, now: datetime) -> bool:
    """Whether its promise fell due without a letter."""
    return item.promised_at is not None and item.promised_at < now


def _unreached(item: QueueItem) -> Reason | None:
    if item.unreached_at is None:
        return None
    return Reason(Words(N_("does not get our mails")), item.unreached_at, is_let_down=True)


def _denied(item: QueueItem) -> Reason | None:
    if not item.unhappy:
        return None
    if item.reopened_at is not None:
        words = N_("opened this again")
    else:
        words = N_("said “not quite”") if item.heard_answer == "not_quite" else N_("said “not yet”")
    return Reason(Words(words), item.unanswered_since or item.at, is_let_down=True)


def _late(item: QueueItem, now: datetime) -> Reason | None:
    if item.promised_at is None or not is_late(item, now):
        return None
    return Reason(Words(N_("late since")), item.promised_at, is_let_down=True, leads=True)


def _unattended(item: QueueItem) -> Reason | None:
    """That it fell late while nobody was in, and so is for whoever comes first."""
    if not item.is_unattended:
        return None
    return Reason(Words(N_("nobody was in")), item.at, is_let_down=True)


def _called(item: QueueItem) -> Reason | None:
    at = item.call_asked_at
    return Reason(Words(N_("asked to be called")), at, is_let_down=True) if at is not None else None


def _unheard(item: QueueItem) -> Reason | None:
    return Reason(Words(N_("not heard yet")), item.opened_at) if item.heard_at is None else None


def _gave(item: QueueItem, agent_id: int) -> Reason | None:
    """That the last of what was asked for has come."""
    if item.given_at is None:
        return None
    mine = item.owner_id == agent_id
    return Reason(Words(N_("gave what you asked for") if mine else N_("gave what was asked for")), item.given_at)


def _wrote(item: QueueItem, agent_id: int) -> Reason | None:
    """That they wrote; not where a worse mark says so already, unless they wrote again."""
    says_so = item.unhappy or item.call_asked_at is not None or item.heard_at is None or item.given_at is not None
    if item.unanswered_since is None or item.unanswered <= int(says_so):
        return None
    if item.unanswered > 1:
        return Reason(Words(N_("wrote %(count)s times"), {"count": item.unanswered}), item.unanswered_since)
    mine = item.owner_id == agent_id
    words = Words(N_("wrote to you")) if mine else Words(N_("wrote to %(name)s"), {"name": item.owner})
    return Reason(words, item.unanswered_since)


def _due(item: QueueItem, now: datetime) -> Reason | None:
    if item.promised_at is None or is_late(item, now):
        return None
    words = N_("due soon,") if item.promised_at - now < SOON else N_("due")
    return Reason(Words(words), item.promised_at, leads=True)


def _laid(item: QueueItem, agent_id: int) -> Reason | None:
    """That a letter of a cause waits for its owner's hand."""
    if item.laid_at is None:
        return None
    if item.owner_id == agent_id:
        return Reason(Words(N_("a letter about “%(cause)s” is laid before you"), {"cause": item.laid}), item.laid_at)
    words = N_("a letter about “%(cause)s” is laid before %(name)s")
    return Reason(Words(words, {"cause": item.laid, "name": item.owner}), item.laid_at)


def _asked(item: QueueItem) -> Reason:
    return Reason(Words(N_("asked “is it solved?”")), item.last_letter_at or item.at, leads=True)


def _closed(item: QueueItem, at: datetime) -> Reason:
    if item.merged_into_id is not None:
        return Reason(Words(N_("goes on in another ticket")), at)
    words = N_("closed, they agreed") if item.closure == "confirmed" else N_("closed, not confirmed")
    return Reason(Words(words), at)
