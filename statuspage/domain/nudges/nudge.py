"""Nudges: what an agent is to be told of at once. Each occasion is kept once, however many processes see it.

What happened to a ticket leaves its nudge with the event (``events.append``), a mention with its note, and what the
clock brings is looked for (``due.py``). Each goes to every browser in which the agent wants it.
"""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, insert_once, only
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.people.agents import Agent, in_from, stand_in

MENTION = "mention"
NUDGES = ("soon", "late", "not_yet", "call", "handover", MENTION)
TEST = "test"  # not one of them: what an agent sends to see whether it works
NEWS_FOR = timedelta(days=1)  # what is older than that is no news
LEFT_FOR = timedelta(days=30)  # how long it is known that an agent was told
_WAITING = "outcome = 'waiting'"


class Nudge(Base):
    """One occasion to tell an agent something: which of ``NUDGES``, and of which ticket. Nobody's words are here.

    ``entry`` is the id of what is to be read in its timeline, "" where that is the ticket as it stands; ``about`` is
    the promise, for one that the clock brings. ``once`` names the occasion.
    """

    __tablename__ = "nudge"
    __table_args__ = (Index("uq_nudge_once", "once", unique=True), Index("ix_nudge_agent_id", "agent_id", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    kind: Mapped[str] = mapped_column(String(8))
    entry: Mapped[str] = mapped_column(String(24), default="", server_default="")
    about: Mapped[int | None]
    at: Mapped[datetime]
    once: Mapped[str] = mapped_column(String(80))


class Push(Base):
    """One nudge on its way to one browser.

    It waits until ``due_at``, and whoever sends it moves that on, under a ``lease`` of its own. ``is_held`` says that
    its agent was not in as it happened. ``outcome`` is waiting, sent, dead, or retired where it was not so any more.
    """

    __tablename__ = "push"
    __table_args__ = (
        Index("uq_push_nudge_id", "nudge_id", "browser_id", unique=True),
        Index("ix_push_browser_id", "browser_id"),
        Index("ix_push_waiting", "due_at", "id", **only(_WAITING)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    nudge_id: Mapped[int] = mapped_column(ForeignKey("nudge.id"))
    browser_id: Mapped[int] = mapped_column(ForeignKey("push_browser.id"))
    due_at: Mapped[datetime]
    is_held: Mapped[bool]
    outcome: Mapped[str] = mapped_column(String(8), default="waiting", server_default="waiting")
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    lease: Mapped[str] = mapped_column(String(32), default="", server_default="")


def nudge(
    session: Session,
    agent_id: int,
    kind: str,
    now: datetime,
    once: str,
    *,
    ticket_id: int | None = None,
    entry: str = "",
    about: int | None = None,
    by: int | None = None,
) -> bool:
    """Let this agent be told, in every browser where they want it; False where they were told of this occasion before.

    Outside of their hours it waits until they are in. While they are away it is for whoever covers, but for a mention,
    which means them and nobody else. Nobody is told of what they did themselves: ``by`` is the agent who did it.
    """
    agent = session.get_one(Agent, agent_id)
    agent = agent if kind == MENTION else stand_in(session, agent, now)
    if agent.id == by:
        return False
    agent_id = agent.id
    row = {"agent_id": agent_id, "ticket_id": ticket_id, "kind": kind, "entry": entry, "about": about, "at": now}
    if not insert_once(session, Nudge, {**row, "once": once}):
        return False
    browsers = session.scalars(select(PushBrowser.id).where(PushBrowser.agent_id == agent.id, PushBrowser.is_on)).all()
    if browsers:
        nudge_id = session.scalars(select(Nudge.id).where(Nudge.once == once)).one()
        due_at = in_from(agent.hours, agent.zone, now, agent.away)
        _leave(session, nudge_id, list(browsers), due_at, is_held=due_at > now)
    return True


def leave_test(session: Session, browser: PushBrowser, now: datetime, once: str) -> None:
    """Let this browser show that it works, at once and at any hour."""
    if insert_once(session, Nudge, {"agent_id": browser.agent_id, "kind": TEST, "at": now, "once": f"test {once}"}):
        nudge_id = session.scalars(select(Nudge.id).where(Nudge.once == f"test {once}")).one()
        _leave(session, nudge_id, [browser.id], now, is_held=False)


def forget_old(session: Session, now: datetime, most: int = 500) -> None:
    """Delete what was told long ago."""
    waits = exists().where(Push.nudge_id == Nudge.id, Push.outcome == "waiting")
    old = select(Nudge.id).where(Nudge.at < now - LEFT_FOR, ~waits).order_by(Nudge.id).limit(most)
    ids = session.scalars(old).all()
    if ids:
        session.execute(delete(Push).where(Push.nudge_id.in_(ids)))
        session.execute(delete(Nudge).where(Nudge.id.in_(ids)))


def _leave(session: Session, nudge_id: int, browsers: list[int], due_at: datetime, *, is_held: bool) -> None:
    session.add_all(Push(nudge_id=nudge_id, browser_id=one, due_at=due_at, is_held=is_held) for one in browsers)
    session.flush()
