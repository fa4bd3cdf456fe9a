"""The keys that stand in mails: to what their reader wishes to get, and to the question whether they follow.

They are written as the keys to shares are (``signing.py``), for scopes of their own. The row of the subscription
decides what they still open.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from statuspage.domain.shares.share import Key
from statuspage.security.signing import sign, unsign

MAIL, CONFIRM = "mail", "confirm"
LETTERS = {"m": MAIL, "follow": CONFIRM}  # the first part of their addresses
_LATEST = 253_402_300_799  # seconds: the end of the year 9999


def mail_token(keys: Sequence[str], subscription_id: int, generation: int) -> str:
    """The key to the wishes of this subscription's reader, in its present generation."""
    return sign(keys, MAIL, Key(subscription_id, generation))


def read_mail_token(keys: Sequence[str], token: str) -> Key | None:
    """The id of the subscription and the generation for which we wrote this; None for anything else."""
    return unsign(keys, MAIL, token)


def confirm_token(keys: Sequence[str], subscription_id: int, asked_at: datetime) -> str:
    """The key to the question that this follower was asked then: it tells by itself how old it is, to the second."""
    return sign(keys, CONFIRM, Key(subscription_id, int(asked_at.timestamp())))


def read_confirm_token(keys: Sequence[str], token: str) -> tuple[int, datetime] | None:
    """The id of the subscription, and when it was asked (UTC); None for anything that we did not write."""
    key = unsign(keys, CONFIRM, token)
    if key is None or key.generation > _LATEST:
        return None
    return key.share_id, datetime.fromtimestamp(key.generation, UTC)
