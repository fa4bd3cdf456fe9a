"""What many mails need is read for all of them in one statement, ahead of their making; what was not, when it is asked.

A session holds it, and forgets it with all that it read: it serves as long as one reading of the database does.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy.orm import Session

Key = TypeVar("Key")
Value = TypeVar("Value")
Reading = Callable[[Session, Sequence[Key]], Mapping[Key, Value]]  # it has a value for every key

_AHEAD = "ahead"


def read_ahead(session: Session, read: Reading[Key, Value], keys: Sequence[Key]) -> None:
    """Read it for all these keys now."""
    session.info.setdefault(_AHEAD, {})[read] = read(session, keys)


def found(session: Session, read: Reading[Key, Value], key: Key) -> Value:
    """What ``read`` finds for this key."""
    known: Mapping[Key, Value] = session.info.get(_AHEAD, {}).get(read, {})
    return known[key] if key in known else read(session, [key])[key]
