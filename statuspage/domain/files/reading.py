"""Which files came with which words: read for a page of them in one statement, by the index."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from statuspage.domain.files.file import READY, Bringer, File

SHOWN = 10  # files with the same words that stand on a page; where a mail brought more, the list has all


@dataclass(frozen=True, slots=True)
class FileFacts:
    """A file as it is shown: its columns as plain values. ``has_thumbnail`` says that there is a small picture."""

    key: str
    version: int | None
    name: str
    sort: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    has_thumbnail: bool
    state: str
    reason: str


COLUMNS = (
    File.key,
    File.version,
    File.name,
    File.sort,
    File.media_type,
    File.size,
    File.width,
    File.height,
    (File.thumbnail != "").label("has_thumbnail"),
    File.state,
    File.reason,
)

_NAMES = FileFacts.__slots__


def facts_of(row: Row[Any]) -> FileFacts:
    """The file of a row that has these columns."""
    return FileFacts(*(getattr(row, name) for name in _NAMES))


def files_of(
    session: Session, ticket_id: int, versions: Collection[int], most: int = SHOWN
) -> Mapping[int, Sequence[FileFacts]]:
    """The first ``most`` files that came with each of these events, by version, in their order."""
    if not versions:
        return {}
    query = select(*COLUMNS).where(
        File.ticket_id == ticket_id, File.version.in_(sorted(versions)), File.position < most
    )
    found: dict[int, list[FileFacts]] = {}
    for row in session.execute(query.order_by(File.version, File.position)):
        found.setdefault(row.version, []).append(facts_of(row))
    return found


def sent_with(session: Session, ticket_id: int, version: int) -> list[tuple[FileFacts, str]]:
    """All files that came with this event, in their order, each with its name in the storage."""
    query = select(*COLUMNS, File.stored).where(File.ticket_id == ticket_id, File.version == version)
    return [(facts_of(row), row.stored) for row in session.execute(query.order_by(File.position))]


def files_by_key(session: Session, keys: Sequence[str]) -> list[FileFacts]:
    """The files with these keys, in this order; whose they are, the caller knows."""
    rows = session.execute(select(*COLUMNS).where(File.key.in_(keys))) if keys else ()
    found = {row.key: facts_of(row) for row in rows}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def file_of(session: Session, ticket_id: int, key: str, reader: Bringer) -> File | None:
    """The file of this ticket with this key, while it can be had: it is ready.

    Everybody who reads the ticket sees what was sent; what was not, only the ``reader`` who brought it.
    """
    found = session.scalar(select(File).where(File.key == key, File.ticket_id == ticket_id, File.state == READY))
    return found if found is not None and (found.version is not None or found.bringer == reader) else None
