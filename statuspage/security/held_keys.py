"""The key to a letter that came by mail and waits for its ending: which mail it was, and the ending that is offered.

It stands in a mail to the agent who wrote the letter, and opens a page with one button. It is written as the key to a
share is (``signing.py``), in a scope of its own. Whether there still is anything to send, the row of the mail decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from statuspage.domain.shares.scopes import HELD
from statuspage.domain.shares.share import Key
from statuspage.security.signing import sign, unsign

_LATEST = 253_402_300_799  # seconds: the end of the year 9999


@dataclass(frozen=True, slots=True)
class HeldKey:
    """The mail, and when its writer writes next (UTC, to the second); None asks “is it solved?”."""

    mail_id: int
    next: datetime | None


def sign_held(keys: Sequence[str], key: HeldKey) -> str:
    """The token for this letter with this ending."""
    return sign(keys, HELD, Key(key.mail_id, int(key.next.timestamp()) if key.next else 0))


def unsign_held(keys: Sequence[str], token: str) -> HeldKey | None:
    """The letter and the ending that this token stands for; None for anything that we did not write."""
    key = unsign(keys, HELD, token)
    if key is None or key.generation > _LATEST:
        return None
    return HeldKey(key.share_id, datetime.fromtimestamp(key.generation, UTC) if key.generation else None)
