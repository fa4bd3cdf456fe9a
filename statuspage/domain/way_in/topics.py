"""Topics: what a customer may ask about. The team writes them, in each language that it likes to be asked in."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.errors import N_, Refused

MOST = 30  # topics offered at a time; a list that is longer is not read
MOST_ASKED = 6  # things that one topic asks for
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Topic(Base):
    """One thing that a customer may ask about. ``name`` stands in addresses: ``/ask?topic=repair``.

    ``words`` maps a language to its ``title``, and to what is ``asked`` about it: a list of short lines, such as "Which
    machine?". ``agents`` are the ids of those who know it; nobody, when everyone does. One that has ``ended_at`` is
    not offered any more.
    """

    __tablename__ = "topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    words: Mapped[dict[str, Any]]
    agents: Mapped[list[int]]
    position: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class TopicWords:
    """A topic in one language: its ``title``, and what is ``asked`` about it."""

    id: int
    name: str
    title: str
    asked: tuple[str, ...]


def offered(session: Session) -> list[Topic]:
    """The topics that are offered now, in the order of the team."""
    found = select(Topic).where(Topic.ended_at.is_(None)).order_by(Topic.position, Topic.id)
    return list(session.scalars(found.limit(MOST)))


def every(session: Session) -> list[Topic]:
    """All topics: those that are offered, in their order, and then those that are over."""
    return list(session.scalars(select(Topic).order_by(Topic.ended_at.is_not(None), Topic.position, Topic.id)))


def in_language(topic: Topic, language: str, otherwise: str) -> TopicWords:
    """The topic in this language, else in the company's (``otherwise``), else in the first that it has."""
    words = topic.words.get(language) or topic.words.get(otherwise) or next(iter(topic.words.values()))
    return TopicWords(topic.id, topic.name, words["title"], tuple(words["asked"]))


def save_topic(
    session: Session,
    topic_id: int | None,
    *,
    name: str,
    words: Mapping[str, tuple[str, str]],
    agents: Iterable[int],
    first: str,
) -> Topic:
    """Add a topic, or change the one with this id. ``words`` maps a language to a title, and to lines that are asked.

    The company's language, ``first``, is needed; another one without a title is left out.
    """
    kept = {code: _words(code, *typed) for code, typed in words.items() if code == first or any(map(str.strip, typed))}
    name = _checked_name(session, topic_id, name or kept[first]["title"])
    topic = session.get_one(Topic, topic_id) if topic_id is not None else _new(session)
    topic.name, topic.words, topic.agents = name, kept, sorted(set(agents))
    session.add(topic)
    session.flush()
    return topic


def end_topic(session: Session, topic_id: int, now: datetime) -> None:
    """Offer it no more. Tickets that are about it stay so."""
    topic = session.get_one(Topic, topic_id)
    topic.ended_at = topic.ended_at or now


def take_topic_back(session: Session, topic_id: int) -> None:
    """Offer it again, after all others."""
    topic = session.get_one(Topic, topic_id)
    if topic.ended_at is not None:
        _refuse_too_many(session)
        topic.ended_at, topic.position = None, _last(session)


def move_up(session: Session, topic_id: int) -> None:
    """Offer it before the one that stands before it now."""
    here = offered(session)
    at = next((at for at, one in enumerate(here) if one.id == topic_id), 0)
    if at:
        here[at - 1], here[at] = here[at], here[at - 1]
    for position, topic in enumerate(here):
        topic.position = position


def _words(code: str, title: str, asked: str) -> dict[str, Any]:
    lines = [validation.line(f"asked_{code}", line) for line in asked.splitlines() if line.strip()]
    if len(lines) > MOST_ASKED:
        raise Refused(f"asked_{code}", N_("%(most)s things are the most that one topic asks for."), most=MOST_ASKED)
    return {"title": validation.line(f"title_{code}", title, 60), "asked": lines}


def _checked_name(session: Session, topic_id: int | None, typed: str) -> str:
    """The name as it stands in addresses; refused for one that is another topic's, or cannot stand there."""
    name = re.sub(r"[^a-z0-9]+", "-", validation.exact(typed).lower()).strip("-")[:40].strip("-")
    if not _NAME.fullmatch(name):
        raise Refused("name", N_("Please give a name of small letters and digits, such as “repair”."))
    if session.scalar(select(Topic.id).where(Topic.name == name, Topic.id != (topic_id or 0))) is not None:
        raise Refused("name", N_("Another topic has the name “%(name)s” already."), name=name)
    return name


def _new(session: Session) -> Topic:
    _refuse_too_many(session)
    return Topic(position=_last(session))


def _last(session: Session) -> int:
    return (session.scalar(select(func.max(Topic.position))) or 0) + 1


def _refuse_too_many(session: Session) -> None:
    if len(offered(session)) >= MOST:
        raise Refused("", N_("%(most)s topics are the most that are offered. End one first."), most=MOST)
