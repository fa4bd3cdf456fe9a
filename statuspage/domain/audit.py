"""The audit list: who took words out, erased them, let somebody in, replaced a link, signed in, or failed to.

Nobody's words stand in it, no name and no address: ids, counts, and our own words. A row is never changed or deleted,
which the database itself holds; only how often a login failed within one hour rises, so that nobody can flood the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, inserting
from statuspage.domain.errors import N_
from statuspage.domain.kinds import Kind
from statuspage.domain.people.agents import Agent

PAGE = 50  # rows of one page
FAILED = "sign_in_failed"
# Every kind, and what the desk says of it.
AUDITED = {
    "exported": N_("Took out everything of a customer"),
    "erasure_asked": N_("Asked that everything of a customer be erased"),
    "erasure_withdrawn": N_("Took back the wish to erase"),
    "erased": N_("Erased everything of a customer"),
    "let_in": N_("Let somebody in to a ticket"),
    "company_joined": N_("Joined a company’s people"),
    "agent_added": N_("Added an agent"),
    "agent_let_go": N_("Let an agent go"),
    "agent_back": N_("Took an agent back"),
    "link_replaced": N_("Replaced a link"),
    "our_company": N_("Changed what is said of our company"),
    "set_up": N_("Set this up for the first time"),
    "signed_in": N_("Signed in"),
    FAILED: N_("Failed to sign in"),
}


class Audited(Base):
    """One line: what ``kind``, and ``by`` whom: agent, customer, companion, command, time, or nobody of ours.

    ``agent_id`` is the agent, also one as whom somebody tried. ``ticket_id`` and ``customer_id`` are what it was about.
    ``data`` are counts and our own words. ``once`` names the hour and the account of logins that failed; ``times`` is
    how many.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("uq_audit_once", "once", unique=True),
        Index("ix_audit_kind", "kind", "id"),
        Index("ix_audit_agent_id", "agent_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(9))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("ticket.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    times: Mapped[int] = mapped_column(default=1)
    once: Mapped[str | None] = mapped_column(String(40))
    data: Mapped[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line as the desk reads it; ``agent`` is the agent's name, "" where there was none."""

    id: int
    at: datetime
    kind: str
    by: str
    agent: str
    ticket_id: int | None
    customer_id: int | None
    times: int
    data: dict[str, Any]


def note(
    session: Session,
    kind: str,
    now: datetime,
    *,
    by: str = "agent",
    agent_id: int | None = None,
    ticket_id: int | None = None,
    customer_id: int | None = None,
    **data: int | str,
) -> None:
    """Write a line down, in the transaction of what it tells of."""
    about = {"ticket_id": ticket_id, "customer_id": customer_id}
    session.add(Audited(at=now, kind=kind, by=by, agent_id=agent_id, data=data, **about))


def note_event(
    session: Session, kind: Kind, now: datetime, *, ticket_id: int, agent_id: int | None, scope: object
) -> None:
    """The same for what happened to a ticket, if events of this kind are listed.

    Where neither an agent nor a customer does it, the session says who: ``session.info["by"]``.
    """
    if not kind.audited:
        return
    theirs = session.info.get("by") or ("companion" if kind.by == "companion" else "customer")
    by = "agent" if agent_id else theirs
    facts: dict[str, Any] = {"scope": str(scope)} if scope else {}
    note(session, kind.audited, now, by=by, agent_id=agent_id, ticket_id=ticket_id, **facts)


def note_failed_sign_in(session: Session, agent_id: int | None, now: datetime) -> None:
    """Count a login that failed: one line an hour for each account, and one for all addresses that are nobody's."""
    once = f"{FAILED} {now:%Y-%m-%dT%H} {agent_id or 0}"
    row = inserting(session, Audited).values(
        at=now, kind=FAILED, by="nobody", agent_id=agent_id, times=1, once=once, data={}
    )
    session.execute(row.on_conflict_do_update(index_elements=["once"], set_={"times": Audited.times + 1}))


def read_audit(
    session: Session, *, kind: str = "", agent_id: int = 0, before: int = 0, limit: int = PAGE
) -> Sequence[AuditLine]:
    """The newest lines, of this kind and this agent where they are given; with ``before``, those older than that id."""
    query = select(Audited, Agent.name).outerjoin(Agent, Agent.id == Audited.agent_id)
    if kind:
        query = query.where(Audited.kind == kind)
    if agent_id:
        query = query.where(Audited.agent_id == agent_id)
    if before:
        query = query.where(Audited.id < before)
    rows = session.execute(query.order_by(Audited.id.desc()).limit(limit))
    return [
        AuditLine(
            *(one.id, one.at, one.kind, one.by, name or "", one.ticket_id, one.customer_id, one.times),
            data=one.data,
        )
        for one, name in rows
    ]
