"""Forms that were taken while many came: each counts once, in all processes, for as long as it could come again."""

import hashlib
from datetime import datetime

from sqlalchemy import String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, insert_once


class UsedForm(Base):
    """One form: ``key_hash`` is the SHA-256, in hex, of what it carries; after ``until`` it is too old anyway."""

    __tablename__ = "used_form"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)


def use_form(session: Session, key: str, until: datetime, now: datetime) -> bool:
    """Use it up; False where it was already. Those that are too old are forgotten."""
    session.execute(delete(UsedForm).where(UsedForm.until <= now))
    return insert_once(session, UsedForm, {"key_hash": hashlib.sha256(key.encode()).hexdigest(), "until": until})
