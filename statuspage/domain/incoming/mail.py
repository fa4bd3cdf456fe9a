"""A mail that came in, whole, and what became of it. It is kept before anybody is told that it was."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, and_, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, insert_once, only

OUTCOMES = ("taken", "held", "refused", "filed", "dropped")
PIECE = 256 * 1024  # bytes of a message in one row, before they are packed


class IncomingMail(Base):
    """One mail by one door. What it said of its sender proves nothing: ``sender`` and ``sender_name`` are for reading.

    ``outcome`` is one of ``OUTCOMES``: its words were taken, as the event ``version`` of its ticket; they are held,
    unsent, for their agent; it was refused, for the ``reason`` (reasons.py); it was filed, as a report about a mail of
    ours; or an agent dropped it, as it is not ours. ``subscription_id`` or ``agent_id`` is whose address it went to.
    ``words`` are what its writer said, ``files`` what it brought beside. ``once`` is the same for the same mail that
    comes again; ``size`` is in bytes, and ``kept`` how many of them stand in ``IncomingPiece``.
    """

    __tablename__ = "incoming_mail"
    __table_args__ = (
        Index("uq_incoming_mail_once", "once", unique=True),
        Index("ix_incoming_mail_ticket_id", "ticket_id", "came_at"),
        Index("ix_incoming_mail_message_id", "message_id"),
        Index("ix_incoming_mail_outcome", "outcome", "id"),
        Index("ix_incoming_mail_files_at", "id", **only("files_at IS NULL AND outcome = 'taken' AND version > 0")),
        Index("ix_incoming_mail_refused", "is_noise", "id", **only("outcome = 'refused'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    came_at: Mapped[datetime]
    door: Mapped[str] = mapped_column(String(8))  # imap, pipe, post or demo
    once: Mapped[str] = mapped_column(String(64))
    message_id: Mapped[str] = mapped_column(String(300), default="")
    sender: Mapped[str] = mapped_column(String(254), default="")
    sender_name: Mapped[str] = mapped_column(String(120), default="")
    subject: Mapped[str] = mapped_column(String(300), default="")
    size: Mapped[int]
    kept: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(String(20), default="")
    is_noise: Mapped[bool] = mapped_column(default=False)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int] = mapped_column(default=0)
    subscription_id: Mapped[int | None] = mapped_column(ForeignKey("subscription.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    words: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    files_at: Mapped[datetime | None]  # when what it brought became files of its ticket
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    decided_at: Mapped[datetime | None]


class IncomingPiece(Base):
    """A piece of a message as it came, packed (zlib); put together in the order of ``number`` they are the whole."""

    __tablename__ = "incoming_piece"

    mail_id: Mapped[int] = mapped_column(ForeignKey("incoming_mail.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class PackedMessage:
    """A message as it is kept: its packed ``pieces``, and its ``size`` in bytes before it was packed."""

    pieces: tuple[bytes, ...]
    size: int

    @classmethod
    def of(cls, raw: bytes) -> "PackedMessage":
        """The whole of it. That takes a second of a large one: pack it outside of any transaction."""
        return cls(tuple(zlib.compress(raw[at : at + PIECE]) for at in range(0, len(raw), PIECE)), len(raw))

    def beginning(self) -> "PackedMessage":
        """Its first piece alone."""
        return PackedMessage(self.pieces[:1], min(self.size, PIECE))


def keep(session: Session, message: PackedMessage, **facts: Any) -> IncomingMail | None:
    """Write down a mail and its message; None when the same mail is kept already (``once``)."""
    if not insert_once(session, IncomingMail, {"kept": message.size, "words": "", "data": {}, **facts}):
        return None
    mail = session.scalars(select(IncomingMail).where(IncomingMail.once == facts["once"])).one()
    for number, packed in enumerate(message.pieces):
        session.add(IncomingPiece(mail_id=mail.id, number=number, packed=packed))
        session.flush()
    return mail


def original(session: Session, mail_id: int) -> Iterator[bytes]:
    """The message as it came, piece by piece."""
    pieces = select(IncomingPiece.packed).where(IncomingPiece.mail_id == mail_id).order_by(IncomingPiece.number)
    for packed in session.scalars(pieces.execution_options(yield_per=1)):
        yield zlib.decompress(packed)


def name_of(reader: str, message_id: str, body: bytes) -> str:
    """The name under which a mail to this reader is kept once, however often a server brings it."""
    parts = (reader.encode(), message_id.encode(errors="surrogatepass"), hashlib.sha256(body).digest())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def came_before(session: Session, message_id: str, subscription_id: int | None, agent_id: int | None) -> bool:
    """Whether a mail of this name, to this reader, was taken or held already."""
    same = and_(IncomingMail.message_id == message_id, IncomingMail.outcome.in_(("taken", "held")))
    whose = (IncomingMail.subscription_id == subscription_id, IncomingMail.agent_id == agent_id)
    return bool(message_id) and session.scalar(select(IncomingMail.id).where(same, *whose).limit(1)) is not None


def kept_of_strangers(session: Session, since: datetime) -> int:
    """How many bytes are kept of the mails that have come since then and are about no ticket."""
    came = and_(IncomingMail.ticket_id.is_(None), IncomingMail.came_at > since)
    return int(session.scalar(select(func.sum(IncomingMail.kept)).where(came)) or 0)


def count_since(session: Session, ticket_id: int, since: datetime) -> int:
    """How many mails have come about this ticket since then, whoever wrote them."""
    came = select(func.count()).where(IncomingMail.ticket_id == ticket_id, IncomingMail.came_at > since)
    return session.scalar(came) or 0
