"""How far each mailbox was read, and who reads it now."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base


class MailboxRead(Base):
    """One mailbox, user@host/folder. ``uid`` is the last message that was read while UIDVALIDITY was ``validity``
    (RFC 3501, 2.3.1.1). Whoever reads it holds the ``lease`` until then.
    """

    __tablename__ = "mailbox"

    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    lease: Mapped[str] = mapped_column(String(32), default="")
    leased_until: Mapped[datetime | None]
