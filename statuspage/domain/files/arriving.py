"""How a file arrives: begun, taken piece by piece, and settled once it was looked at. What was not sent can go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from statuspage.domain.files.file import ARRIVING, HELD, READY, REFUSED, ArrivingPiece, Bringer, File
from statuspage.domain.files.limits import Limits, refuse_too_much
from statuspage.domain.files.names import cleaned, ending_in
from statuspage.domain.files.sorts import SORTS
from statuspage.domain.news import tell_of_ticket
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import index

UNSENT_FOR = timedelta(days=2)  # what was not sent for so long is put away


class Elsewhere(Exception):
    """A piece that does not begin where the file ends so far, which is at byte ``arrived``."""

    def __init__(self, arrived: int) -> None:
        self.arrived = arrived
        super().__init__(str(arrived))


@dataclass(frozen=True, slots=True)
class Examined:
    """What looking at a file has found: it is ready, or refused for this ``reason``.

    ``stored`` and ``thumbnail`` are the names that its bytes and its small picture have in the storage.
    """

    reason: str = ""
    media_type: str = ""
    size: int = 0
    stored: str = ""
    thumbnail: str = ""
    width: int | None = None
    height: int | None = None


def begin(session: Session, bringer: Bringer, now: datetime, *, name: str, size: int, limits: Limits) -> File:
    """A file of this ``name`` and ``size`` (bytes) is to come. Refused, with the limit, where it would be too much."""
    name = cleaned(name)
    refuse_too_much(session, bringer, name, size, limits, now)
    file = File(
        ticket_id=bringer.ticket_id,
        agent_id=bringer.agent_id,
        companion_id=bringer.companion_id,
        form=bringer.form,
        name=name,
        size=size,
        begun_at=now,
        changed_at=now,
    )
    session.add(file)
    session.flush()
    return file


def find(session: Session, bringer: Bringer, key: str, *, lock: bool = False) -> File | None:
    """The file with this key, if this bringer brought it and has not sent it; ``lock`` keeps its row for us."""
    if not _may_be_key(key):
        return None
    query = select(File).where(File.key == key, File.version.is_(None))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(query)
    return found if found is not None and found.bringer == bringer else None


def unsent(session: Session, bringer: Bringer, keys: Sequence[str]) -> list[str]:
    """Those of these keys whose files this bringer brought and has not sent, in this order."""
    asked = [key for key in keys if _may_be_key(key)]
    query = select(File).where(File.key.in_(asked), File.version.is_(None))
    theirs = {file.key for file in session.scalars(query) if file.bringer == bringer} if asked else set[str]()
    return [key for key in asked if key in theirs]


def _may_be_key(key: str) -> bool:
    return key.isascii() and key.isprintable()  # PostgreSQL takes no NUL


def take(session: Session, bringer: Bringer, key: str, start: int, length: int, now: datetime) -> File:
    """This piece of it is stored. Raises ``Elsewhere`` for one that is not the next; LookupError for no such file."""
    file = find(session, bringer, key, lock=True)
    if file is None:
        raise LookupError(key)
    if start != file.arrived or file.state != ARRIVING or not 0 < length <= file.size - start:
        raise Elsewhere(file.arrived)
    session.add(ArrivingPiece(file_id=file.id, start=start, length=length))
    file.arrived, file.changed_at = start + length, now
    session.flush()
    return file


def hold(session: Session, file_id: int, now: datetime) -> bool:
    """It has arrived whole, and is held until it was looked at; False where it is not all there, or was settled."""
    file = session.get(File, file_id, populate_existing=True, with_for_update=True)
    if file is None or file.arrived != file.size or file.state not in (ARRIVING, HELD):
        return False
    file.state, file.changed_at = HELD, now
    session.flush()
    return True


def settle(session: Session, file_id: int, found: Examined, now: datetime) -> bool:
    """What was found holds from now on; its pieces are forgotten. False where somebody was quicker."""
    file = session.get(File, file_id, populate_existing=True, with_for_update=True)
    if file is None or file.state != HELD:
        return False
    file.state, file.reason, file.changed_at = REFUSED if found.reason else READY, found.reason, now
    if not found.reason:
        file.media_type, file.sort = found.media_type, SORTS[found.media_type].sort
        file.name = ending_in(file.name, SORTS[found.media_type].endings)
        file.size, file.width, file.height = found.size, found.width, found.height
        file.stored, file.thumbnail = found.stored, found.thumbnail
    session.execute(delete(ArrivingPiece).where(ArrivingPiece.file_id == file_id))
    if file.ticket_id is not None and file.version is not None:
        index(session, "file", file.name, file.begun_at, ticket_id=file.ticket_id, number=file.id)
        tell(session, file.ticket_id)
    session.flush()
    return True


def tell(session: Session, ticket_id: int) -> None:
    """Let those who read the ticket see what became of its files; nobody is told otherwise."""
    session.execute(update(Ticket).where(Ticket.id == ticket_id).values(files_changed=Ticket.files_changed + 1))
    tell_of_ticket(session, ticket_id)


def pieces(session: Session, file_id: int) -> list[ArrivingPiece]:
    """The pieces of a file that have arrived, in their order."""
    return list(
        session.scalars(select(ArrivingPiece).where(ArrivingPiece.file_id == file_id).order_by(ArrivingPiece.start))
    )


def put_away(session: Session, file: File) -> list[str]:
    """Forget a file that was not sent; returns the names in the storage that are nobody's after the commit."""
    names = [piece_name(file.key, one.start, one.length) for one in pieces(session, file.id)]
    names += [name for name in (file.stored, file.thumbnail) if name]
    session.execute(delete(ArrivingPiece).where(ArrivingPiece.file_id == file.id))
    session.delete(file)
    session.flush()
    return names


def left_over(session: Session, now: datetime, most: int) -> list[File]:
    """Files that nobody has sent for long, the oldest first."""
    old = select(File).where(File.version.is_(None), File.begun_at <= now - UNSENT_FOR)
    return list(session.scalars(old.order_by(File.begun_at).limit(most)))


def waiting(session: Session, before: datetime, most: int) -> list[int]:
    """The ids of files that are held back since before then, the longest first."""
    held = select(File.id).where(File.state == HELD, File.changed_at <= before)
    return list(session.scalars(held.order_by(File.changed_at).limit(most)))


def piece_name(key: str, start: int, length: int) -> str:
    """Under which name a piece lies in the storage."""
    return f"arriving/{key}/{start}-{length}"
