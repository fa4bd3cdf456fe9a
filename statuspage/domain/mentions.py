"""Mentions: the colleagues whom a note names with an @. Who was meant is kept, whatever they are called later.

A name of nobody's is only words. One that two share is refused with the question which of them, and nothing is lost.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent, colleagues

MOST = 20  # colleagues whom one note can name
_AT = re.compile(r"(?<![\w.@＠+-])[@＠]")  # not that of a mail address
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


class Mention(Base):
    """That a note names this agent; ``said`` is the name that its writer used, and is theirs.

    It is ``seen_at`` when the agent has opened the ticket.
    """

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_unseen", "agent_id", "ticket_id", **only("seen_at IS NULL")),)

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    said: Mapped[str] = mapped_column(String(254))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What the @s of a text say: who is ``meant``, by the name that was said; and names that are ``nobody``’s."""

    meant: Mapping[int, str]
    nobody: tuple[str, ...]


def names_of(agent: Agent) -> tuple[str, ...]:
    """By what a note may name this agent: what colleagues call them, their names, and their mail address."""
    return tuple(dict.fromkeys((agent.called, agent.public_name, agent.name, agent.email)))


def read_mentions(text: str, team: Sequence[Agent]) -> Mentioned:
    """Whom the @s in this text mean, the longest name first; ``Refused`` where two could be meant."""
    known: dict[str, list[Agent]] = {}
    for agent in team:
        for name in {one.casefold() for one in names_of(agent) if one}:
            known.setdefault(name, []).append(agent)
    longest = sorted(known, key=len, reverse=True)
    pattern = re.compile(f"(?:{'|'.join(map(re.escape, longest))})(?!\\w)", re.IGNORECASE) if longest else None
    meant: dict[int, str] = {}
    nobody: list[str] = []
    for at in _AT.finditer(text):
        found = pattern.match(text, at.end()) if pattern else None
        if found is not None:
            agent = _one(found[0], known.get(found[0].casefold(), []))
            meant.setdefault(agent.id, found[0])
        elif word := _WORD.match(text, at.end()):
            nobody.append(word[0])
    return Mentioned(dict(list(meant.items())[:MOST]), tuple(dict.fromkeys(nobody)))


def mention(session: Session, ticket_id: int, note_id: int, by: Agent, meant: Mapping[int, str], now: datetime) -> None:
    """Keep that this note names these agents. Whoever names themselves has seen it."""
    session.add_all(
        Mention(
            note_id=note_id,
            agent_id=agent_id,
            ticket_id=ticket_id,
            said=said[:254],
            at=now,
            seen_at=now if agent_id == by.id else None,
        )
        for agent_id, said in meant.items()
    )
    session.flush()


def find_mentions(session: Session, text: str) -> Mentioned:
    """The same as ``read_mentions``, among those who work here; nobody is read where the text has no @."""
    return read_mentions(text, colleagues(session)) if _AT.search(text) else Mentioned({}, ())


def see_mentions(session: Session, ticket_id: int, agent_id: int, now: datetime) -> None:
    """This agent has the ticket open: they have seen where they are named."""
    unseen = Mention.ticket_id == ticket_id, Mention.agent_id == agent_id, Mention.seen_at.is_(None)
    session.execute(update(Mention).where(*unseen).values(seen_at=now))


def _one(said: str, agents: Sequence[Agent]) -> Agent:
    """The one whom this name means: alone, or as that which colleagues use for them alone."""
    called = [one for one in agents if one.called.casefold() == said.casefold()]
    found = called if len(called) == 1 else agents
    if len(found) == 1:
        return found[0]
    raise Refused(
        "body",
        N_("More than one of us is called “%(name)s”. Whom do you mean: %(names)s? Nothing was lost."),
        name=said,
        names=", ".join(f"@{_own_name(one, found)}" for one in found),
    )


def _own_name(agent: Agent, among: Sequence[Agent]) -> str:
    """The first of this agent’s names that none of the others has."""
    others = {name.casefold() for one in among if one is not agent for name in names_of(one)}
    return next((name for name in names_of(agent) if name.casefold() not in others), agent.email)


def named_in(session: Session, notes: Collection[int]) -> dict[int, tuple[str, ...]]:
    """What those are called now whom these notes name, by the note."""
    query = select(Mention.note_id, Agent.called).join(Agent, Agent.id == Mention.agent_id)
    found: dict[int, tuple[str, ...]] = {}
    for note_id, called in session.execute(query.where(Mention.note_id.in_(notes)).order_by(Agent.called)):
        found[note_id] = (*found.get(note_id, ()), called)
    return found
