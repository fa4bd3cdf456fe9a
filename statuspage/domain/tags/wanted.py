"""Which tickets have all of some tags, as a filter asks for them: by the names that stand in an address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from statuspage.domain.tags.tag import LONGEST, TicketTag, divided, key_of, known
from statuspage.domain.tags.tagging import MOST
from statuspage.domain.tickets import Ticket


@dataclass(frozen=True, slots=True)
class WantedTags:
    """The tags that were asked for: their ``ids``, that of the fewest tickets first, and what they are called now.

    ``unknown`` are names that no tag has, cut where they are long. ``are_more`` says that more were asked for than any
    ticket has.
    """

    ids: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    are_more: bool = False

    @property
    def asked(self) -> str:
        """The same as an address says it; "" for none."""
        return ", ".join(self.names)


def wanted_tags(session: Session, typed: str) -> WantedTags:
    """The tags in what was typed, or in what an address asks for. A name of before leads to what it is called now."""
    if not typed.strip():
        return WantedTags()
    names = divided(typed)
    tags = known(session, names[:MOST])
    found = {one.id: one for name in names[:MOST] if (one := tags.get(key_of(name)))}
    rarest = sorted(found.values(), key=lambda one: one.tickets)
    unknown = (name for name in names[:MOST] if key_of(name) not in tags)
    return WantedTags(
        ids=tuple(one.id for one in rarest),
        names=tuple(one.name for one in found.values()),
        unknown=tuple(name[:LONGEST] + ("…" if len(name) > LONGEST else "") for name in unknown),
        are_more=len(names) > MOST,
    )


def having(query: Select[Any], ids: Sequence[int]) -> tuple[Select[Any], InstrumentedAttribute[int]]:
    """The tickets of a query that have all of these tags, and by which column to go through them.

    They are read off the index of the first tag, which has the fewest; without any they are all tickets.
    """
    if not ids:
        return query, Ticket.id
    query = query.join(TicketTag, TicketTag.ticket_id == Ticket.id).where(TicketTag.tag_id == ids[0])
    return query.where(*(_has(tag_id) for tag_id in ids[1:])), TicketTag.ticket_id


def reach(session: Session, tag_id: int, before: int, most: int) -> int:
    """The last of the newest ``most`` tickets with this tag, of those before this one; 0 where there are fewer."""
    theirs = select(TicketTag.ticket_id).where(TicketTag.tag_id == tag_id, TicketTag.ticket_id < before)
    return session.scalar(theirs.order_by(TicketTag.ticket_id.desc()).offset(most - 1).limit(1)) or 0


def _has(tag_id: int) -> ColumnElement[bool]:
    also = aliased(TicketTag)
    return exists().where(also.ticket_id == Ticket.id, also.tag_id == tag_id)
