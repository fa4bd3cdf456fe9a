"""A file, and the pieces in which it arrives. Its bytes lie in the storage, under names that are random."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base, only

ARRIVING, HELD, READY, REFUSED = "arriving", "held", "ready", "refused"
_UNSENT = "version IS NULL"
_HELD = "state = 'held'"


def new_key() -> str:
    """What names a file in addresses: 128 bits that nobody can guess, 22 characters."""
    return secrets.token_urlsafe(16)


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who brings a file, and for which ticket: an agent, the customer, or a companion.

    Whoever asks has no ticket yet: they are known by the key of their ``form``.
    """

    ticket_id: int | None = None
    agent_id: int | None = None
    companion_id: int | None = None
    form: str | None = None


class File(Base):
    """One file. ``version`` is the event that it came with, None until it is sent; there it is the ``position``-th.

    ``state`` is arriving; held, while it is being looked at; ready; or refused, for a ``reason`` of refusals.py.
    ``media_type`` and ``sort`` are told by the content, "" until then. ``size`` is in bytes: as it was announced, and
    once it is ready as it lies in the storage, as ``stored``; its small picture lies there as ``thumbnail``, or there
    is none. ``mail_id`` is the mail that it came by, if it was one.
    """

    __tablename__ = "file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name="fk_file_ticket_id_version"
        ),
        Index("uq_file_key", "key", unique=True),
        Index("ix_file_ticket_id_version", "ticket_id", "version", "position"),
        Index("ix_file_form", "form", **only("form IS NOT NULL")),
        Index("ix_file_unsent", "begun_at", **only(_UNSENT)),
        Index("ix_file_held", "changed_at", **only(_HELD)),
        Index("ix_file_ticket_id_begun_at", "ticket_id", "begun_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(22), default=new_key)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    companion_id: Mapped[int | None]  # of the table companion
    form: Mapped[str | None] = mapped_column(String(64))
    mail_id: Mapped[int | None]  # of the table incoming_mail
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100), default="")
    sort: Mapped[str] = mapped_column(String(8), default="")
    size: Mapped[int] = mapped_column(BigInteger)
    arrived: Mapped[int] = mapped_column(BigInteger, default=0)
    width: Mapped[int | None]
    height: Mapped[int | None]
    stored: Mapped[str] = mapped_column(String(64), default="")
    thumbnail: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[str] = mapped_column(String(8), default=ARRIVING)
    reason: Mapped[str] = mapped_column(String(24), default="")
    begun_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    @property
    def bringer(self) -> Bringer:
        """Who brought it."""
        return Bringer(self.ticket_id, self.agent_id, self.companion_id, self.form)


class ArrivingPiece(Base):
    """One piece of a file that has arrived: ``length`` bytes from ``start`` on."""

    __tablename__ = "file_piece"

    file_id: Mapped[int] = mapped_column(ForeignKey("file.id"), primary_key=True)
    start: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(BigInteger)
