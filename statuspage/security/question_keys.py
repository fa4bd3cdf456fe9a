"""The key to a question that was mailed: whether its reader follows a public view. It tells by itself how old it is.

It is written as the key to a share is (``signing.py``), in a scope of its own. Whether it still opens anything, the row
of the subscription decides.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from statuspage.domain.shares.scopes import CONFIRM
from statuspage.domain.shares.share import Key
from statuspage.security.signing import sign, unsign

_LATEST = 253_402_300_799  # seconds: the end of the year 9999


def sign_question(keys: Sequence[str], subscription_id: int, asked_at: datetime) -> str:
    """The key to the question that this follower was asked then, to the second."""
    return sign(keys, CONFIRM, Key(subscription_id, int(asked_at.timestamp())))


def read_question(keys: Sequence[str], token: str) -> tuple[int, datetime] | None:
    """The id of the subscription, and when it was asked (UTC); None for anything that we did not write."""
    key = unsign(keys, CONFIRM, token)
    if key is None or key.generation > _LATEST:
        return None
    return key.share_id, datetime.fromtimestamp(key.generation, UTC)
