"""The outbox as a sender needs it: what is due is leased, sent, and only then marked.

A lease moves ``due_at`` on, so that no other sender takes the row meanwhile, and names its holder by a random token.
Whoever marks a row must hold its lease: a sender that was away too long cannot overwrite what another one did. If it is
killed, the row is due again when the lease has run out; so a mail may go out twice, with the same Message-ID, but is
never lost. ``websub`` sends the pings, which need no lease.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, aliased

from statuspage.domain.base import Base
from statuspage.domain.events import Event
from statuspage.domain.news import tell_of_open
from statuspage.domain.outbox import FIRST_DUE, MAIL_WAITS, OUR_READERS, Outgoing
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.companies import Company, Member
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import LostLink

TOO_OLD = timedelta(days=1)  # what was due so long ago when it is first tried is history
MANY = 1_000  # rows retired at a time

_TABLE = Base.metadata.tables["outgoing"]  # marked as a table, not as objects: it is done once for every mail


@dataclass(frozen=True, slots=True)
class Leased:
    """One row in a sender's hands: how often it was tried with this time, and when it was due first and now (UTC)."""

    id: int
    lease: str
    tries: int
    due_at: datetime
    first_due: datetime


def waiting(session: Session, limit: int = 50, after: int = 0) -> Sequence[Outgoing]:
    """The oldest rows that wait, of those with an id above ``after``; at most ``limit``."""
    rows = select(Outgoing).where(Outgoing.outcome == "waiting", Outgoing.id > after)
    return session.scalars(rows.order_by(Outgoing.id).limit(limit)).all()


def count(session: Session) -> int:
    """How many rows wait."""
    return session.scalar(select(func.count()).select_from(Outgoing).where(Outgoing.outcome == "waiting")) or 0


def mark_sent(session: Session, outgoing_id: int, now: datetime) -> bool:
    """Mark a row as sent; False, and nothing changes, when it was marked before."""
    sent = (
        update(Outgoing)
        .where(Outgoing.id == outgoing_id, Outgoing.outcome == "waiting")
        .values(sent_at=now, outcome="sent")
    )
    return session.scalar(sent.returning(Outgoing.id)) is not None


def count_due(session: Session, now: datetime, most: int) -> int:
    """How many mails are due, of so many at most."""
    due = select(Outgoing.id).where(*MAIL_WAITS, Outgoing.due_at <= now).limit(most)
    return session.scalar(select(func.count()).select_from(due.subquery())) or 0


def retire_old(session: Session, now: datetime) -> int:
    """Retire mails that nobody has tried, and that were due more than a day ago; how many. At most ``MANY``."""
    old = select(Outgoing.id).where(*MAIL_WAITS, Outgoing.tries == 0, Outgoing.due_at < now - TOO_OLD)
    old = old.order_by(Outgoing.due_at).limit(MANY).with_for_update(skip_locked=True)
    retired = update(Outgoing).where(Outgoing.id.in_(old)).values(outcome="retired", fault="")
    return len(session.scalars(retired.returning(Outgoing.id)).all())


def lease(session: Session, now: datetime, length: timedelta, most: int) -> list[Leased]:
    """Take the mails that have been due longest, for so long; in the order in which they were left."""
    due = select(Outgoing.id, Outgoing.due_at, Outgoing.tries, Outgoing.data)
    due = due.where(*MAIL_WAITS, Outgoing.due_at <= now).order_by(Outgoing.due_at, Outgoing.id).limit(most)
    rows = session.execute(due.with_for_update(skip_locked=True)).all()
    token = secrets.token_hex(16)
    taken = {"due_at": now + length, "lease": token, "tries": Outgoing.tries + 1}
    session.execute(update(Outgoing).where(Outgoing.id.in_([row.id for row in rows])).values(taken))
    found = [Leased(row.id, token, row.tries + 1, row.due_at, _first_due(row.data, row.due_at)) for row in rows]
    return sorted(found, key=lambda row: row.id)


def give_back(session: Session, rows: Sequence[Leased]) -> None:
    """Let these go untried, as if they had never been taken."""
    for row in rows:
        _mark(session, row, due_at=row.due_at, lease="", tries=row.tries - 1)


def end(
    session: Session, row: Leased, outcome: str, now: datetime, fault: str = "", sent_as: str | None = None
) -> bool:
    """This is what became of it, and under which name it left.

    False, and nothing changes, when another sender holds it by now.
    """
    left = {"sent_at": now, "sent_as": sent_as} if outcome == "sent" else {"sent_at": None}
    held = _mark(session, row, outcome=outcome, fault=fault, lease="", **left)
    if held:
        shown = select(Outgoing.ticket_id).where(Outgoing.id == row.id, Outgoing.to.in_(OUR_READERS))
        tell_of_open(session, shown)
    return held


def put_off(session: Session, row: Leased, until: datetime, fault: str) -> bool:
    """Let it wait until then; False, and nothing changes, when another sender holds it by now."""
    data = session.scalar(select(Outgoing.data).where(Outgoing.id == row.id)) or {}
    facts = {**data, FIRST_DUE: row.first_due.isoformat()}
    return _mark(session, row, due_at=until, lease="", fault=fault, data=facts)


def of_the_demo(session: Session, rows: Sequence[Leased]) -> set[int]:
    """Those of these rows that are about somebody of the demo, for them, or by them."""
    owner, reader, writer, known = aliased(Agent), aliased(Agent), aliased(Agent), aliased(Customer)
    found = (
        select(Outgoing.id)
        .outerjoin(Ticket, Ticket.id == Outgoing.ticket_id)
        .outerjoin(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(owner, owner.id == Ticket.owner_id)
        .outerjoin(reader, reader.id == Outgoing.agent_id)
        .outerjoin(Event, (Event.ticket_id == Outgoing.ticket_id) & (Event.version == Outgoing.version))
        .outerjoin(writer, writer.id == Event.agent_id)
        .outerjoin(LostLink, LostLink.outgoing_id == Outgoing.id)
        .outerjoin(known, known.email == LostLink.email)
        .outerjoin(Member, Member.outgoing_id == Outgoing.id)
        .outerjoin(Company, Company.id == Member.company_id)
        .where(
            Outgoing.id.in_([row.id for row in rows]),
            or_(Customer.is_demo, owner.is_demo, reader.is_demo, writer.is_demo, known.is_demo, Company.is_demo),
        )
    )
    return set(session.scalars(found))


def _mark(session: Session, row: Leased, **values: Any) -> bool:
    held = (_TABLE.c.id == row.id, _TABLE.c.lease == row.lease, _TABLE.c.outcome == "waiting")
    return session.connection().execute(_TABLE.update().where(*held).values(values)).rowcount == 1


def _first_due(data: dict[str, Any], due_at: datetime) -> datetime:
    return datetime.fromisoformat(data[FIRST_DUE]) if FIRST_DUE in data else due_at
