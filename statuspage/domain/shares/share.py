"""Shares: keys to one ticket, each with one scope and each revocable alone. The key's spelling is not known here."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, bindparam, column, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.shares.scopes import SCOPES


class Share(Base):
    """One key. Raising ``generation`` makes every earlier copy of it void; ``withdrawn_at`` pauses it.

    ``withdrawn_alone`` says that this one was withdrawn by itself: switching the public view on again leaves it so.
    ``sites`` are the origins on which an embed may stand; none means anywhere.
    """

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("ticket_id", "scope"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    scope: Mapped[str] = mapped_column(String(12))
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_alone: Mapped[bool] = mapped_column(default=False)
    sites: Mapped[list[str]] = mapped_column(default=list)
    expires_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class ShareFacts:
    """A share as a request reads it: its columns as plain values, which no page can write.

    ``public_version`` is its ticket's, and ``consents`` counts every change to what agents agree to be shown with. They
    are read in the same statement, so that an answer can name what it is made from and never be newer than it says.
    """

    id: int
    ticket_id: int
    scope: str
    generation: int
    withdrawn_at: datetime | None = None
    withdrawn_alone: bool = False
    sites: Sequence[str] = ()
    expires_at: datetime | None = None
    public_version: int = 0
    consents: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """What a token says: which share, and which generation of it."""

    share_id: int
    generation: int


_TICKET = table("ticket", column("id"), column("public_version"))
_COLUMNS = [getattr(Share, field.name) for field in fields(ShareFacts) if hasattr(Share, field.name)]
_SAME_TICKET = select(
    *_COLUMNS,
    select(_TICKET.c.public_version).where(_TICKET.c.id == Share.ticket_id).scalar_subquery().label("public_version"),
    select(column("changes")).select_from(table("consent")).scalar_subquery().label("consents"),
).where(Share.ticket_id == select(Share.ticket_id).where(Share.id == bindparam("share")).scalar_subquery())


class Withdrawn(Exception):
    """This key was valid once, and has been withdrawn or has expired."""


def share(session: Session, ticket_id: int, scope: str, now: datetime) -> Share:
    """The ticket's share with this scope, which is made when it is first asked for."""
    found = session.scalar(select(Share).where(Share.ticket_id == ticket_id, Share.scope == scope))
    if found is None:
        validation.choice("scope", scope, tuple(SCOPES))
        found = Share(ticket_id=ticket_id, scope=scope, generation=1, created_at=now)
        session.add(found)
        session.flush()
    return found


def shares_of(session: Session, ticket_id: int) -> dict[str, Share]:
    """Every share of a ticket by its scope."""
    return {found.scope: found for found in session.scalars(select(Share).where(Share.ticket_id == ticket_id))}


def read_shares(session: Session, share_id: int, now: datetime) -> dict[str, ShareFacts]:
    """Every share, by scope, of the ticket that the share with this id is for; none for an unknown id.

    One that has expired reads as withdrawn at that instant.
    """
    found = [ShareFacts(**row._mapping) for row in session.execute(_SAME_TICKET, {"share": share_id})]
    return {one.scope: replace(one, withdrawn_at=one.expires_at) if has_expired(one, now) else one for one in found}


def has_expired(share: Share | ShareFacts, now: datetime) -> bool:
    """Whether this share's time is over."""
    return share.expires_at is not None and now >= share.expires_at


def opens(share: Share | ShareFacts | None, key: Key, scope: str, now: datetime) -> bool:
    """Whether this key opens that share: False if it never did. Raises ``Withdrawn`` if it once did."""
    if share is None or share.scope != scope or key.generation > share.generation:
        return False
    if has_expired(share, now) or share.withdrawn_at is not None or key.generation < share.generation:
        raise Withdrawn
    return True
