"""How often something that public views show of an agent has changed: their name, their photo, what they agreed to.

The database counts by itself, at whatever writes an agent's row (see the migrations), so that nothing kept from before
can outlive a consent that was taken back.
"""

from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base


class ConsentChanges(Base):
    """The count, in one row."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int]
