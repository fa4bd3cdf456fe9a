"""Drafts: reusable texts with open places, written [[like this]]. A draft never goes out as it is."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base


class Draft(Base):
    """A text that every agent may begin a letter from."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str]
    created_at: Mapped[datetime]


def add_draft(session: Session, now: datetime, *, title: str, body: str) -> Draft:
    """Add a draft for every agent."""
    draft = Draft(
        title=validation.line("title", title),
        body=validation.text("body", body, validation.LETTER_LIMIT),
        created_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def read_drafts(session: Session) -> list[Draft]:
    """Every draft, by title."""
    return list(session.scalars(select(Draft).order_by(Draft.title)))


def with_draft(text: str, draft: Draft, offered: Iterable[Draft]) -> str:
    """What a letter's text becomes when this draft is chosen.

    The draft takes the place of nothing, and of another draft that nobody has changed. Otherwise it follows what is
    written, unless it is part of that already. ``static/js/desk.js`` does the same.
    """
    written = _lines(text)
    unchanged = any(written == _lines(one.body) for one in offered)
    return draft.body if unchanged else with_words(text, draft.body)


def with_words(text: str, new: str) -> str:
    """A letter's text with these words: alone, or after what is written, unless they are part of that already."""
    written = _lines(text)
    if not written:
        return new
    return text if _lines(new) in written else f"{text.rstrip()}\n\n{new}"


def _lines(text: str) -> str:
    """The text as it is compared: a form sends the ends of lines as CRLF."""
    return text.replace("\r\n", "\n").strip()
