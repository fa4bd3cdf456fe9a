"""Files that are held back are looked at again, and what nobody has sent is put away: looked for every minute.

So are words that wait for the index by which they are found, as when a tag of very many tickets was renamed.
"""

from datetime import UTC, datetime, timedelta

from flask import Flask

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.delivery.incoming.unpacking import unpack_waiting
from statuspage.delivery.routine import Routine
from statuspage.domain.files import arriving
from statuspage.domain.words.sources import go_on, waits
from statuspage.filing.taking_in import filing

LOOK = 60.0  # seconds between looks
SOON = 1.0  # the same while there are mails whose files are still to be made
_HELD_FOR = timedelta(seconds=30)  # after which nobody looks at it any more, as they were stopped or could not
_OPENED_FOR = timedelta(hours=6)  # no file is looked at for so long
_AT_ONCE = 100


def sweep() -> int:
    """Look again at what is held back, and put away what was begun long ago and never sent; how many of both."""
    with write() as session:
        held = arriving.waiting(session, now() - _HELD_FOR, _AT_ONCE)
        left = arriving.left_over(session, now(), _AT_ONCE)
        names = [name for file in left for name in arriving.put_away(session, file)]
    filing().forget(names)
    filing().clear(datetime.now(UTC) - _OPENED_FOR)  # as the files have it
    for file_id in held:
        filing().look_again(file_id)
    return len(held) + len(left)


def index_waiting() -> int:
    """Let some of the words be found that wait for it; how many."""
    is_any = waits(db.session())
    db.session.rollback()  # a look is over at once
    if not is_any:
        return 0
    with write() as session:
        return go_on(session)


def _work() -> float:
    sweep()
    return SOON if index_waiting() or unpack_waiting() else LOOK


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves."""
    return [Routine(app, "files", _work)]
