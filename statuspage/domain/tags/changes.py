"""What changes a tag on all its tickets at once: another name, one tag made of two, and none.

What it was called before still leads to it, so that no address and no kept view that names it ends in nothing. Where
very many tickets have it, they are found by its new name a little later (``words/sources.py``, ``go_on``).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, select, update
from sqlalchemy.orm import Session

from statuspage.domain.errors import N_, Refused
from statuspage.domain.news import tell_of_open
from statuspage.domain.tags.tag import Tag, TicketTag, checked, key_of, lock_tags, most_used, other_tag, still
from statuspage.domain.words.passages import Passage
from statuspage.domain.words.sources import go_on

SHOWN = 500  # tags of the list
_BULK = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class TagItem:
    """One tag of the list, and how many tickets have it."""

    id: int
    name: str
    tickets: int


def read_all(session: Session, begins: str = "") -> list[TagItem]:
    """The tags, those of the most tickets first, up to ``SHOWN``; only those whose name ``begins`` so, where given."""
    query = most_used(SHOWN).with_only_columns(Tag.id, Tag.name, Tag.tickets)
    if key := key_of(begins.strip()):
        query = query.where(Tag.folded.startswith(key, autoescape=True))
    return [TagItem(*row) for row in session.execute(query)]


def former(session: Session, tag_id: int) -> list[Tag]:
    """The names under which this tag is found besides its own."""
    return list(session.scalars(select(Tag).where(Tag.into_id == tag_id).order_by(Tag.folded)))


def rename(session: Session, tag_id: int, name: str, now: datetime) -> Tag:
    """Call this tag something else, on every ticket. A name that another tag has is refused: these can be merged."""
    name = checked("name", name)
    tag = _tag(session, tag_id)
    other = session.scalar(select(Tag).where(Tag.folded == key_of(name)))
    if other is not None and other.into_id is None and other.id != tag.id:
        raise Refused("name", N_("There is a tag “%(tag)s” already. Merge the two instead."), tag=other.name)
    if tag.name == name:
        return tag
    before = tag.name, tag.folded
    if other is not None and other.id != tag.id:  # only a name of before
        session.delete(other)
        session.flush()
    tag.name, tag.folded = name, key_of(name)
    session.flush()
    if tag.folded != before[1]:
        session.add(Tag(name=before[0], folded=before[1], into_id=tag.id, created_at=now))
    tell_of_open(session, _having(tag_id))
    index_anew(session, _theirs(tag_id))
    return tag


def merge(session: Session, tag_id: int, into: str) -> Tag:
    """Make one tag of two: every ticket that has this one has the other instead, and this is found as that."""
    other_id = other_tag(session, tag_id, into).id
    tags = lock_tags(session, (tag_id, other_id))
    tag, other = still(tags.get(tag_id)), still(tags.get(other_id))
    both = select(TicketTag.ticket_id).where(TicketTag.tag_id == other_id)
    moved = TicketTag.tag_id == tag_id, TicketTag.ticket_id.not_in(both)
    tell_of_open(session, _having(tag_id))
    _wait(session, _theirs(tag_id, *moved), number=other_id)
    _wait(session, _theirs(tag_id))
    session.execute(update(TicketTag).where(*moved).values(tag_id=other_id), execution_options=_BULK)
    session.execute(delete(TicketTag).where(TicketTag.tag_id == tag_id), execution_options=_BULK)
    session.execute(update(Tag).where(Tag.into_id == tag_id).values(into_id=other_id))
    tag.into_id, tag.tickets = other_id, 0
    having = select(func.count()).where(TicketTag.tag_id == other_id)
    other.tickets = session.scalar(having) or 0
    session.flush()
    go_on(session)
    return other


def delete_tag(session: Session, tag_id: int) -> str:
    """Take this tag off every ticket, and forget it with all its names; what it was called."""
    tag = _tag(session, tag_id)
    tell_of_open(session, _having(tag_id))
    _wait(session, _theirs(tag_id))
    session.execute(delete(TicketTag).where(TicketTag.tag_id == tag_id), execution_options=_BULK)
    session.execute(delete(Tag).where(Tag.into_id == tag_id))
    session.delete(tag)
    session.flush()
    go_on(session)
    return tag.name


def forget_name(session: Session, tag_id: int, name_id: int) -> None:
    """Let this tag be found no more under this name of before; it can be another tag's then."""
    session.execute(delete(Tag).where(Tag.id == name_id, Tag.into_id == tag_id))


def _tag(session: Session, tag_id: int) -> Tag:
    return still(lock_tags(session, (tag_id,)).get(tag_id))


def index_anew(session: Session, those: tuple[ColumnElement[bool], ...]) -> None:
    """Let these be found by their new words: the first at once, and until the others are, the old words find them."""
    _wait(session, those)
    go_on(session)


def _theirs(tag_id: int, *some: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """The passages of this tag, looked up by the tickets that have it."""
    return Passage.ticket_id.in_(_having(tag_id, *some)), Passage.kind == "tag", Passage.number == tag_id


def _having(tag_id: int, *some: ColumnElement[bool]) -> Select[tuple[int]]:
    """The tickets that have this tag."""
    return select(TicketTag.ticket_id).where(TicketTag.tag_id == tag_id, *some)


def _wait(session: Session, those: tuple[ColumnElement[bool], ...], **values: Any) -> None:
    """Let these passages wait for the index, which takes out those whose words are gone."""
    session.flush()
    session.execute(update(Passage).where(*those).values(is_indexed=False, **values), execution_options=_BULK)
    session.expire_all()
