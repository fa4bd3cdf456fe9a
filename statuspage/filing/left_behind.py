"""What lies in the storage and is nobody's: left by a process that ended between storing and committing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from statuspage.domain.files.file import ARRIVING, HELD, File
from statuspage.filing.storage import Storage

_AT_ONCE = 500  # names that are looked for together


def left_behind(
    session: Session, storage: Storage, before: datetime, tell: Callable[[int], None] = lambda _more: None
) -> Iterator[str]:
    """The names of what was stored before then (UTC) and belongs to no file; what is newer may, in a moment.

    ``tell`` hears how many names more were looked at.
    """
    found = storage.names(before)
    while names := list(islice(found, _AT_ONCE)):
        keys = {name.split("/")[1] for name in names if name.startswith("arriving/")}
        stored = select(File.stored, File.thumbnail).where(or_(File.stored.in_(names), File.thumbnail.in_(names)))
        coming = select(File.key).where(
            File.key.in_(keys), File.state.in_((ARRIVING, HELD))
        )  # others need none of them
        ours = {one for row in session.execute(stored) for one in row} | set(session.scalars(coming))
        tell(len(names))
        for name in names:
            is_piece = name.startswith("arriving/")
            if (name.split("/")[1] if is_piece else name) not in ours:
                yield name
