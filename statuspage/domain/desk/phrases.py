"""Phrases that may hurt, as the team keeps them for each language: each with why, and with what to write instead."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base, only
from statuspage.domain.desk.gentle import key_of
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent

MOST = 300  # phrases of one language
LONGEST = 300  # characters of why, and of what to write instead


class Phrase(Base):
    """``words`` that may hurt, ``why``, and what to write ``instead``: the team's own words, in the ``language`` with
    this tag.

    ``changed_by_id`` is None for one that came with the product. One that has ``ended_at`` is deleted.
    """

    __tablename__ = "phrase"
    __table_args__ = (Index("uq_phrase_language_words", "language", "words", unique=True, **only("ended_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(12))
    words: Mapped[str] = mapped_column(String(validation.LINE_LIMIT))
    why: Mapped[str] = mapped_column(String(LONGEST))
    instead: Mapped[str] = mapped_column(String(LONGEST))
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    ended_at: Mapped[datetime | None]


def save_phrase(
    session: Session,
    phrase_id: int | None,
    agent: Agent,
    now: datetime,
    *,
    language: str,
    words: str,
    why: str,
    instead: str,
    spoken: tuple[str, ...],
) -> Phrase:
    """Add a phrase, or change the one with this id. ``spoken`` are the tags of the languages that there are."""
    phrase = lock_phrase(session, phrase_id) if phrase_id is not None else Phrase()
    if phrase.ended_at is not None:
        raise Refused("", N_("This phrase is deleted. Bring it back first; what you wrote is still here."))
    if language not in spoken and language != phrase.language:
        raise Refused("language", N_("There is no such language at this desk. Please choose one that is offered."))
    said = _words(words)
    _refuse_taken(session, phrase_id, language, said)
    phrase.why, phrase.instead = (
        validation.line(name, typed, LONGEST) for name, typed in (("why", why), ("instead", instead))
    )
    phrase.language, phrase.words, phrase.changed_at, phrase.changed_by_id = language, said, now, agent.id
    session.add(phrase)
    _flush(session, said)
    return phrase


def end_phrase(session: Session, phrase_id: int, agent: Agent, now: datetime) -> Phrase:
    """Delete it: letters are not read for it any more, and it can be brought back."""
    phrase = lock_phrase(session, phrase_id)
    if phrase.ended_at is None:
        phrase.ended_at, phrase.changed_at, phrase.changed_by_id = now, now, agent.id
    return phrase


def bring_phrase_back(session: Session, phrase_id: int, agent: Agent, now: datetime) -> Phrase:
    """It is not deleted after all; refused where the same stands there again by now."""
    phrase = lock_phrase(session, phrase_id)
    if phrase.ended_at is not None:
        _refuse_taken(session, phrase_id, phrase.language, phrase.words)
        phrase.ended_at, phrase.changed_at, phrase.changed_by_id = None, now, agent.id
        _flush(session, phrase.words)
    return phrase


def lock_phrase(session: Session, phrase_id: int) -> Phrase:
    """The phrase, its row locked until the transaction ends."""
    return session.get_one(Phrase, phrase_id, with_for_update=True, populate_existing=True)


def read_phrases(session: Session, language: str = "") -> list[Phrase]:
    """The phrases of this language, or of all, by their words."""
    here = select(Phrase).where(Phrase.ended_at.is_(None))
    chosen = here.where(Phrase.language == language) if language else here
    return list(session.scalars(chosen.order_by(Phrase.words, Phrase.id)))


def phrases_for(session: Session, language: str) -> list[Phrase]:
    """Those for a letter in this language; all of the team's where nobody knows it, or there are none in it."""
    return (read_phrases(session, language) if language else []) or read_phrases(session)


def deleted_phrases(session: Session, language: str) -> list[Phrase]:
    """Those of this language that are deleted, the newest of these first."""
    gone = select(Phrase).where(Phrase.ended_at.is_not(None), Phrase.language == language)
    return list(session.scalars(gone.order_by(Phrase.ended_at.desc(), Phrase.id.desc()).limit(MOST)))


def _words(typed: str) -> str:
    words = validation.line("phrase", typed)
    if not key_of(words):
        raise Refused("phrase", N_("There is no word in “%(typed)s”, so nothing can be found by it."), typed=words)
    return words


def _refuse_taken(session: Session, phrase_id: int | None, language: str, words: str) -> None:
    there = [one for one in read_phrases(session, language) if one.id != phrase_id]
    if any(key_of(one.words) == key_of(words) for one in there):
        _refuse_twice(words)
    if len(there) >= MOST:
        raise Refused("", N_("%(most)s phrases are the most that a language has. Delete one first."), most=MOST)


def _refuse_twice(words: str) -> None:
    raise Refused("phrase", N_("“%(words)s” stands in this list already."), words=words)


def _flush(session: Session, words: str) -> None:
    """Write it; a colleague may have written the same at this very moment."""
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError:
        _refuse_twice(words)
