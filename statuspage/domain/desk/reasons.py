"""Why a ticket stands where it does in the queue, in words for its owner."""

from datetime import datetime, timedelta

from statuspage.domain.desk.queue import QueueItem
from statuspage.domain.errors import N_, Words

SOON = timedelta(hours=1)


def reasons(item: QueueItem, now: datetime) -> tuple[Words, ...]:
    """Why this is next: what the customer did, and what was promised to them; neither hides the other."""
    found = tuple(words for words in (they_did(item), promised(item, now)) if words)
    return found or (Words(N_("your next promise")),)


def they_did(item: QueueItem) -> Words | None:
    """What the customer did that waits for an answer; None when nothing does."""
    if item.asked_for_call:
        return Words(N_("asked to be called"))
    if item.lane == "unheard":
        return Words(N_("has not been heard yet"))
    if item.wants_call:
        return _is_waiting(item)
    if item.unanswered:
        return Words(N_("wrote to you"))
    return Words(N_("has your question, “is it solved?”")) if item.lane == "waiting" else None


def _is_waiting(item: QueueItem) -> Words:
    """What was written, and that a call may be better; that only where there is a number to call."""
    if item.unanswered < 2:
        better = N_("wrote that something is wrong; a call may be better")
        return Words(better if item.can_call else N_("wrote that something is wrong"))
    better = N_("wrote %(count)s times since your last word; a call may be better")
    words = better if item.can_call else N_("wrote %(count)s times since your last word")
    return Words(words, {"count": item.unanswered})


def promised(item: QueueItem, now: datetime) -> Words | None:
    """That the promise is late, or due within the hour; None when it has time, or there is none."""
    if not is_pressing(item, now):
        return None
    return Words(N_("your promise is late") if is_late(item, now) else N_("your promise is due soon"))


def is_late(item: QueueItem, now: datetime) -> bool:
    """Whether its promise fell due without a letter."""
    return item.lane == "promised" and item.at < now


def is_pressing(item: QueueItem, now: datetime) -> bool:
    """Whether its promise is late, or falls due within the hour."""
    return item.lane == "promised" and item.at - now < SOON
