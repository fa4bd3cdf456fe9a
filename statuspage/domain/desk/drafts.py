"""Drafts: texts of the team with open places, written [[like this]], in each language that it likes to write in.

A draft never goes out as it is. The team writes them together: who changed one last is told, and what is deleted can
be taken back.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, false, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, load_only, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, only
from statuspage.domain.causes.filling import IN_ENGLISH, Filler, refuse_unknown
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.words.folding import folded

MOST = 200  # drafts at a time
TEXT_LIMIT = 10_000  # characters; what is filled in makes it longer
_HERE = "ended_at IS NULL"


class Draft(Base):
    """A text that every agent may begin a letter from. ``title`` and ``texts`` are the team's own words.

    ``texts`` maps the tag of a language to what it says there. One that ``is_offer`` waits until a ticket is solved.
    ``changed_by_id`` is None for one that came with the product. One that has ``ended_at`` is deleted.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("uq_draft_title", "title", unique=True, **only(_HERE)),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    texts: Mapped[dict[str, Any]]
    is_offer: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class DraftWords:
    """What a draft says, and the tag of the language in which it does."""

    language: str
    body: str


def save_draft(
    session: Session,
    draft_id: int | None,
    agent: Agent,
    now: datetime,
    *,
    name: str,
    texts: Mapping[str, str],
    is_offer: bool,
    first: str,
    filler: Callable[[str], Filler] = lambda _: IN_ENGLISH,
) -> Draft:
    """Add a draft, or change the one with this id. ``texts`` maps each language that was offered to what was typed.

    The team's own language, ``first``, is needed, and stands in for one without a text. ``filler`` tells how a language
    spells the places.
    """
    draft = lock_draft(session, draft_id) if draft_id is not None else Draft(created_at=now, texts={})
    if draft.ended_at is not None:
        raise Refused("", N_("This draft is deleted. Bring it back first; what you wrote is still here."))
    title = _checked_title(session, draft_id, name)
    said = {tag: _text(tag, typed, filler(tag), required=tag == first) for tag, typed in texts.items()}
    draft.title, draft.is_offer = title, is_offer
    draft.texts = {tag: text for tag, text in {**draft.texts, **said}.items() if text}
    draft.changed_at, draft.changed_by_id = now, agent.id
    if draft_id is None:
        _refuse_too_many(session)
        session.add(draft)
    _flush(session, title)
    return draft


def draft_titles(session: Session) -> list[Draft]:
    """Those that are offered, by title, without their texts: these are read only where somebody asks for them."""
    here = select(Draft).where(Draft.ended_at.is_(None)).order_by(Draft.title, Draft.id)
    return list(session.scalars(here.options(load_only(Draft.title, Draft.is_offer))))


def end_draft(session: Session, draft_id: int, agent: Agent, now: datetime) -> Draft:
    """Delete it: it is offered no more, and can be taken back."""
    draft = lock_draft(session, draft_id)
    if draft.ended_at is None:
        draft.ended_at, draft.changed_at, draft.changed_by_id = now, now, agent.id
    return draft


def take_draft_back(session: Session, draft_id: int, agent: Agent, now: datetime) -> Draft:
    """It is not deleted after all; refused where another one has its name by now."""
    draft = lock_draft(session, draft_id)
    if draft.ended_at is not None:
        _checked_title(session, draft_id, draft.title)
        _refuse_too_many(session)
        draft.ended_at, draft.changed_at, draft.changed_by_id = None, now, agent.id
        _flush(session, draft.title)
    return draft


def lock_draft(session: Session, draft_id: int) -> Draft:
    """The draft, its row locked until the transaction ends."""
    return session.get_one(Draft, draft_id, with_for_update=True, populate_existing=True)


def read_drafts(session: Session) -> list[Draft]:
    """Every draft that can be begun from, by title."""
    return list(session.scalars(select(Draft).where(Draft.ended_at.is_(None)).order_by(Draft.title, Draft.id)))


def deleted_drafts(session: Session) -> list[Draft]:
    """Those that are deleted, the newest of these first."""
    gone = select(Draft).where(Draft.ended_at.is_not(None)).order_by(Draft.ended_at.desc(), Draft.id.desc())
    return list(session.scalars(gone.limit(MOST)))


def words_in(draft: Draft, language: str, otherwise: str) -> DraftWords:
    """What it says in this language, else in the team's own (``otherwise``), else in the first that it has."""
    tag = next((one for one in (language, otherwise) if one in draft.texts), next(iter(draft.texts)))
    return DraftWords(tag, str(draft.texts[tag]))


def with_draft(text: str, draft: str, offered: Iterable[str]) -> str:
    """What a letter's text becomes when these words of a draft are chosen.

    They take the place of nothing, and of another draft (``offered``) that nobody has changed. Otherwise they follow
    what is written, unless they are part of that already.
    """
    written = _lines(text)
    unchanged = any(written == _lines(one) for one in offered)
    return draft if unchanged else with_words(text, draft)


def with_words(text: str, new: str) -> str:
    """A letter's text with these words: alone, or after what is written, unless they are part of that already."""
    written = _lines(text)
    if not written:
        return new
    return text if _lines(new) in written else f"{text.rstrip()}\n\n{new}"


def _lines(text: str) -> str:
    """The text as it is compared: a form sends the ends of lines as CRLF."""
    return text.replace("\r\n", "\n").strip()


def _text(tag: str, typed: str, filler: Filler, *, required: bool) -> str:
    body = validation.text(f"text_{tag}", typed, TEXT_LIMIT, required=required)
    refuse_unknown(f"text_{tag}", body, filler)
    return body


def _checked_title(session: Session, draft_id: int | None, typed: str) -> str:
    title = validation.line("name", typed)
    if any(folded(one.title) == folded(title) for one in draft_titles(session) if one.id != draft_id):
        _refuse_taken(title)
    return title


def _refuse_taken(title: str) -> None:
    raise Refused("name", N_("Another draft is called “%(name)s” already. Give this one another name."), name=title)


def _refuse_too_many(session: Session) -> None:
    if (session.scalar(select(func.count()).where(Draft.ended_at.is_(None))) or 0) >= MOST:
        raise Refused("", N_("%(most)s drafts are the most that are kept. Delete one first."), most=MOST)


def _flush(session: Session, title: str) -> None:
    """Write it; a colleague may have taken its name at this very moment."""
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        _refuse_taken(title)
