"""Drafts: reusable texts with open places, written [[like this]]. A draft never goes out as it is."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import typed
from statuspage.domain.base import Base


class Draft(Base):
    """A text that every agent may begin from."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str]
    created_at: Mapped[datetime]


def add_draft(session: Session, now: datetime, *, title: str, body: str) -> Draft:
    draft = Draft(title=typed.line("title", title), body=typed.text("body", body, typed.LETTER_LIMIT), created_at=now)
    session.add(draft)
    session.flush()
    return draft


def drafts(session: Session) -> list[Draft]:
    return list(session.scalars(select(Draft).order_by(Draft.title)))
