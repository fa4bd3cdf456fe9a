"""All files of a ticket that came with words, the newest words first, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from statuspage.domain.events import Event
from statuspage.domain.files.file import File
from statuspage.domain.files.reading import COLUMNS, FileFacts, facts_of
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companions import Companion
from statuspage.domain.reading import Named

PAGE = 40  # files
_COMPANION = (Companion.id.label("companion_id"), Companion.name.label("companion"), Companion.came)


class FileCursor(NamedTuple):
    """Where a file stands among all of them: the event that it came with, and the how-many-th it was there."""

    version: int
    position: int


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file, where it stands, when it came, and who brought it: the agent's name, or the companion's, or neither."""

    file: FileFacts
    cursor: FileCursor
    at: datetime
    agent: str
    companion: Named | None


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of them, and the place after which the next one begins; None for the last page."""

    found: Sequence[ListedFile]
    onward: FileCursor | None


def read_listing(session: Session, ticket_id: int, after: FileCursor | None = None, most: int = PAGE) -> Listing:
    """The files of this ticket, or those that stand after this place."""
    query = (
        select(*COLUMNS, File.position, Event.at, Agent.called, *_COMPANION)
        .select_from(File)
        .join(Event, and_(Event.ticket_id == File.ticket_id, Event.version == File.version))
        .outerjoin(Agent, Agent.id == Event.agent_id)
        .outerjoin(Companion, Companion.id == Event.companion_id)
        .where(File.ticket_id == ticket_id, File.version.is_not(None))
        .order_by(File.version.desc(), File.position)
        .limit(most + 1)
    )
    if after is not None:
        same_words = and_(File.version == after.version, File.position > after.position)
        query = query.where(or_(File.version < after.version, same_words))
    found = [
        ListedFile(facts_of(row), FileCursor(row.version, row.position), row.at, row.called or "", _companion_of(row))
        for row in session.execute(query)
    ]
    return Listing(found[:most], found[most - 1].cursor if len(found) > most else None)


def _companion_of(row: Row[Any]) -> Named | None:
    return Named(row.companion_id, row.companion, row.came) if row.companion_id is not None else None
