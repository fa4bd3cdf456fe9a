"""A tag: a word of the team's, which any number of tickets have. Two are the same when they read the same, folded.

Nothing of it stands in a ticket's log or moves its version, so that no customer, feed or public view can tell of it.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, only
from statuspage.domain.errors import N_, Refused
from statuspage.domain.words.folding import folded

LONGEST = 40  # characters of a tag
OFFERED = 200  # tags that a field completes, those of the most tickets
_BETWEEN = re.compile("[,،，、;；]")  # so tags are divided, in any script


class Tag(Base):
    """One tag. ``name`` is as somebody typed it, words of the team's own; ``folded`` is the same as it is compared.

    With ``into_id`` it is only a name of another tag, under which that is still found: it was called so before, or was
    merged with this. ``tickets`` is how many have it.
    """

    __tablename__ = "tag"
    __table_args__ = (
        Index("uq_tag_folded", "folded", unique=True),
        Index("ix_tag_into_id", "into_id", **only("into_id IS NOT NULL")),
        Index("ix_tag_tickets", "tickets", **only("into_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST))
    folded: Mapped[str]
    into_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    tickets: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime]


class TicketTag(Base):
    """A ticket has a tag: who put it there, and when. Once it is taken off again, there is no row."""

    __tablename__ = "ticket_tag"
    __table_args__ = (Index("ix_ticket_tag_tag_id_ticket_id", "tag_id", "ticket_id"),)

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]


def divided(typed: str) -> list[str]:
    """The tags in what somebody typed into one field, each once, in their order; none where there is none."""
    found: dict[str, str] = {}
    for name in map(validation.visible, _BETWEEN.split(typed)):
        if name:
            found.setdefault(key_of(name), name)
    return list(found.values())


def checked(field: str, name: str) -> str:
    """One tag as it may be called; refused where it may not."""
    if _BETWEEN.search(name):
        raise Refused(field, N_("A comma stands between two tags, and in none."))
    return validation.line(field, name, LONGEST)


def key_of(name: str) -> str:
    """A tag as it is compared: the same for “Été”, “ete” and “ETE”."""
    seen = validation.visible(name)  # as it is kept: an address may bring signs that no tag has
    return folded(seen) or seen


def known(session: Session, names: Iterable[str]) -> dict[str, Tag]:
    """The tags that are called so, or were, by how their names are compared; what nobody has called so is not there."""
    keys = {key_of(name) for name in names}
    found = {one.folded: one for one in session.scalars(select(Tag).where(Tag.folded.in_(keys)))}
    return {key: session.get_one(Tag, one.into_id) if one.into_id else one for key, one in found.items()}


def most_used(most: int = OFFERED) -> Select[Any]:
    """The tags that there are, those of the most tickets first."""
    return select(Tag).where(Tag.into_id.is_(None)).order_by(Tag.tickets.desc(), Tag.id.desc()).limit(most)


def offered(session: Session) -> Sequence[str]:
    """What tags there are to choose from."""
    return session.scalars(most_used().with_only_columns(Tag.name)).all()


def still(tag: Tag | None) -> Tag:
    """This tag, of those that were locked; refused where a colleague has deleted or merged it meanwhile."""
    if tag is None or tag.into_id is not None:
        raise Refused("", N_("A colleague has merged or deleted this tag meanwhile."))
    return tag


def other_tag(session: Session, tag_id: int, name: str) -> Tag:
    """The tag that is called so, or was; refused where there is none, or it is the one with this id."""
    other = known(session, [name]).get(key_of(name))
    if other is None:
        raise Refused("into", N_("There is no tag “%(tag)s”."), tag=name[:LONGEST])
    if other.id == tag_id:
        raise Refused("into", N_("That is this tag itself. Choose another one."))
    return other


def lock_tags(session: Session, ids: Iterable[int]) -> dict[int, Tag]:
    """These tags by their ids, their rows locked until the transaction ends, always in the same order."""
    query = select(Tag).where(Tag.id.in_({*ids})).order_by(Tag.id).with_for_update()
    return {one.id: one for one in session.scalars(query.execution_options(populate_existing=True))}
