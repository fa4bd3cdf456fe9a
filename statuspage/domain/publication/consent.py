"""How often anything has changed that public views show of agents: their names, photos, and what they agreed to.

A trigger counts each change, whoever makes it (see the migrations), so that no cached answer can outlive a consent that
was withdrawn.
"""

from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base


class ConsentChanges(Base):
    """The count of such changes, in one row."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[int]
