"""Views that agents keep: a name for what a list of tickets was asked for. Its address can be given to a colleague."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.desk.filters import FILTERS
from statuspage.domain.errors import N_, Refused

MOST = 30  # views of one agent
ASKED = ("of", "state", *(one.name for one in FILTERS), "tag")
_LONGEST = 60  # signs of a name


class SavedView(Base):
    """One view: ``asked`` is what its list is asked for, as an address says it. ``agent_id`` is who keeps it.

    ``name`` and the tags in ``asked`` are words of the team's.
    """

    __tablename__ = "saved_view"
    __table_args__ = (Index("ix_saved_view_agent_id", "agent_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    name: Mapped[str] = mapped_column(String(_LONGEST))
    asked: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


def save_view(session: Session, agent_id: int, name: str, asked: Mapping[str, str], now: datetime) -> SavedView:
    """Keep this view under a name; one of the same name takes the place of the one before."""
    name = validation.line("name", name, _LONGEST)
    found = session.scalar(select(SavedView).where(SavedView.agent_id == agent_id, SavedView.name == name))
    if found is None and _count(session, agent_id) >= MOST:
        raise Refused("name", N_("You keep %(most)s views, and no more fit: delete one first."), most=MOST)
    view = found or SavedView(agent_id=agent_id, name=name, created_at=now)
    view.asked = {one: asked[one] for one in ASKED if asked.get(one)}
    session.add(view)
    session.flush()
    return view


def delete_view(session: Session, agent_id: int, view_id: int) -> None:
    """Delete a view of this agent; what is gone already stays so, and a colleague's is left alone."""
    view = session.get(SavedView, view_id)
    if view is not None and view.agent_id == agent_id:
        session.delete(view)
        session.flush()


def views_of(session: Session, agent_id: int) -> list[SavedView]:
    """The views that this agent keeps, by name."""
    query = select(SavedView).where(SavedView.agent_id == agent_id).order_by(SavedView.name, SavedView.id)
    return list(session.scalars(query))


def _count(session: Session, agent_id: int) -> int:
    return session.scalar(select(func.count()).select_from(SavedView).where(SavedView.agent_id == agent_id)) or 0
