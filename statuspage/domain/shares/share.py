"""Shares: keys to one ticket, each with one scope and each revocable alone. The key's spelling is not known here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, ForeignKey, Index, String, bindparam, column, or_, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, only
from statuspage.domain.shares.scopes import SCOPES


class Share(Base):
    """One key. Raising ``generation`` makes every earlier copy of it void; ``withdrawn_at`` pauses it.

    ``withdrawn_alone`` says that this one was withdrawn by itself: switching the public view on again leaves it so.
    ``sites`` are the origins on which an embed may stand; none means anywhere. ``holder`` says whose it is: a private
    one is the customer's or a companion's, with their ``companion_id``; a public one is anyone's.
    """

    __tablename__ = "share"
    __table_args__ = (
        Index("ix_share_ticket_id", "ticket_id"),
        Index("uq_share_own", "ticket_id", "scope", unique=True, **only("companion_id IS NULL")),
        Index("uq_share_companion", "companion_id", "scope", unique=True, **only("companion_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    scope: Mapped[str] = mapped_column(String(12))
    holder: Mapped[str] = mapped_column(String(9))  # customer, companion or anyone
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("companion.id"))
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
    ``our_version`` is that of what is said of our own company (``wearing.py``).
    """

    id: int
    ticket_id: int
    scope: str
    generation: int
    withdrawn_at: datetime | None = None
    withdrawn_alone: bool = False
    sites: Sequence[str] = ()
    expires_at: datetime | None = None
    companion_id: int | None = None
    public_version: int = 0
    consents: int = 0
    our_version: int = 0


@dataclass(frozen=True, slots=True)
class Key:
    """What a token says: which share, and which generation of it."""

    share_id: int
    generation: int


_TICKET = table("ticket", column("id"), column("public_version"))
# Of the table: what is read by the class goes through the whole of the ORM, for twice the time.
_OWN = Share.__table__.c
_COLUMNS = [_OWN[field.name] for field in fields(ShareFacts) if field.name in _OWN]
_asked = select(_OWN.ticket_id, _OWN.companion_id).where(_OWN.id == bindparam("share")).cte("asked")
_SAME_HOLDER = select(
    *_COLUMNS,
    select(_TICKET.c.public_version).where(_TICKET.c.id == _OWN.ticket_id).scalar_subquery().label("public_version"),
    select(column("changes")).select_from(table("consent")).scalar_subquery().label("consents"),
    select(column("version")).select_from(table("our_company")).scalar_subquery().label("our_version"),
).where(
    _OWN.ticket_id == select(_asked.c.ticket_id).scalar_subquery(),
    or_(
        _OWN.companion_id.is_(None),
        _OWN.companion_id == select(_asked.c.companion_id).scalar_subquery(),
    ),
)


class Withdrawn(Exception):
    """This key was valid once, and has been withdrawn or has expired."""


def share(session: Session, ticket_id: int, scope: str, now: datetime, companion_id: int | None = None) -> Share:
    """The ticket's share with this scope, which is made when it is first asked for: the customer's, or anyone's.

    With ``companion_id`` it is that companion's own.
    """
    mine = Share.companion_id.is_(None) if companion_id is None else Share.companion_id == companion_id
    found = session.scalar(select(Share).where(Share.ticket_id == ticket_id, Share.scope == scope, mine))
    if found is None:
        validation.choice("scope", scope, tuple(SCOPES))
        holder = "anyone" if SCOPES[scope].is_public else "companion" if companion_id else "customer"
        found = Share(
            ticket_id=ticket_id, scope=scope, holder=holder, companion_id=companion_id, generation=1, created_at=now
        )
        session.add(found)
        session.flush()
    return found


def shares_of(session: Session, ticket_id: int, companion_id: int | None = None) -> dict[str, Share]:
    """By their scope, the shares of a ticket that are the customer's or anyone's; or those of this companion alone."""
    mine = Share.companion_id.is_(None) if companion_id is None else Share.companion_id == companion_id
    rows = session.scalars(select(Share).where(Share.ticket_id == ticket_id, mine))
    return {found.scope: found for found in rows}


def read_shares(session: Session | Connection, share_id: int, now: datetime) -> dict[str, ShareFacts]:
    """The shares, by scope, that the holder of the share with this id has of its ticket; none for an unknown id.

    They are their own and the public ones. One that has expired reads as withdrawn at that instant.
    """
    connection = session.connection() if isinstance(session, Session) else session
    result = connection.execute(_SAME_HOLDER, {"share": share_id})
    rows = tuple(result.cursor.fetchall()) if result.cursor else ()  # as the driver has them: mostly those of before
    result.close()
    try:
        mine = _facts(connection.dialect, rows, share_id)
    except TypeError:  # where the driver makes lists of what is JSON
        mine = _facts.__wrapped__(connection.dialect, rows, share_id)
    return {one.scope: replace(one, withdrawn_at=one.expires_at) if has_expired(one, now) else one for one in mine}


@lru_cache(1_000)
def _facts(dialect: Dialect, rows: tuple[tuple[Any, ...], ...], share_id: int) -> tuple[ShareFacts, ...]:
    """What these rows say, of which the holder of the share with this id has all."""
    makers = _makers(dialect)
    ours = ((make(value) if make else value for make, value in zip(makers, row, strict=True)) for row in rows)
    found = [ShareFacts(*values) for values in ours]
    holders = {one.companion_id for one in found if one.id == share_id}
    return tuple(one for one in found if one.companion_id in holders or SCOPES[one.scope].is_public)


@lru_cache(4)
def _makers(dialect: Dialect) -> list[Callable[[Any], Any] | None]:
    """What makes ours of each of the driver's values."""
    types = (one.type.dialect_impl(dialect) for one in _SAME_HOLDER.selected_columns)
    return [one.result_processor(dialect, None) for one in types]


def forget() -> None:
    """Keep no more what was read."""
    _facts.cache_clear()


def has_expired(share: Share | ShareFacts, now: datetime) -> bool:
    """Whether this share's time is over."""
    return share.expires_at is not None and now >= share.expires_at


def is_on(share: Share | ShareFacts, now: datetime) -> bool:
    """Whether this share opens anything: it is neither withdrawn nor over."""
    return share.withdrawn_at is None and not has_expired(share, now)


def opens(share: Share | ShareFacts | None, key: Key, scope: str, now: datetime) -> bool:
    """Whether this key opens that share: False if it never did. Raises ``Withdrawn`` if it once did."""
    if share is None or share.scope != scope or key.generation > share.generation:
        return False
    if not is_on(share, now) or key.generation < share.generation:
        raise Withdrawn
    return True
