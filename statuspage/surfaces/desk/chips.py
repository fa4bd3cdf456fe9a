"""The tags of one ticket as its page shows them: which it has, and which it could have."""

import zlib
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from statuspage.domain.tags.tag import LONGEST, Tag
from statuspage.domain.tags.tagging import tags_and_offered
from statuspage.forms import number
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.whose import EVERYONE


@dataclass(frozen=True, slots=True)
class TagChip:
    """One tag of a ticket; ``address`` is the list of all tickets that have it."""

    id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class TicketTags:
    """The tags of a ticket, and the others that it could have. ``off`` was taken off just now, "" where none was."""

    chips: tuple[TagChip, ...]
    offered: tuple[str, ...]
    off: str
    longest: int = LONGEST

    @property
    def key(self) -> str:
        """A short text that differs whenever other tags stand there; "" where there are none."""
        told = [(one.id, one.name) for one in self.chips]
        return f"-{zlib.crc32(repr(told).encode()):x}" if told else ""


def read_ticket_tags(session: Session, ticket_id: int) -> TicketTags:
    """The tags of this ticket, by name."""
    found, others = tags_and_offered(session, ticket_id)
    chips = tuple(TagChip(tag_id, name, urls().tickets(of=EVERYONE, state="any", tag=name)) for tag_id, name in found)
    return TicketTags(chips, tuple(others), _off(session, {one.name for one in chips}))


def _off(session: Session, has: set[str]) -> str:
    """The tag that was taken off with the deed before this page, unless it is on again, or gone."""
    is_off = request.args.get("said") == "untagged"
    tag = session.get(Tag, number(request.args.get("tag")) or 0) if is_off else None
    return tag.name if tag is not None and tag.into_id is None and tag.name not in has else ""
