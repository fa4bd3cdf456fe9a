"""Mail addresses that a mail server refused for good, so that nothing is sent to them again on its own."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base


class Bounce(Base):
    """One address that takes no mail, in lower case, since when, and what the server said, in its words."""

    __tablename__ = "bounce"

    email: Mapped[str] = mapped_column(String(254), primary_key=True)
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(300))
