"""Pushes as a sender needs them: what is due is leased by browser, sent, and only then marked.

Of one browser all that is due is taken together, so that what came while its agent was out is told at once. A sender
that was away too long marks nothing: its lease is another's by then.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from statuspage.domain.desk.held_letters import is_on_its_way
from statuspage.domain.desk.workload import is_in
from statuspage.domain.mentions import Mention
from statuspage.domain.nudges.browsers import PushBrowser
from statuspage.domain.nudges.nudge import MENTION, TEST, Nudge, Push
from statuspage.domain.people.agents import Agent, in_from, stand_in
from statuspage.domain.promises import KEEPER, Promise
from statuspage.domain.tickets import Ticket

MOST_TRIES = 20  # over half a day; a push service that is down for longer leaves it to the desk


@dataclass(frozen=True, slots=True)
class Handful:
    """What one browser is to be told now, the oldest first, with how often that was tried."""

    browser: PushBrowser
    agent: Agent
    nudges: tuple[Nudge, ...]
    held: frozenset[int]  # the ids of those nudges that came while their agent was out
    tries: int
    lease: str


def lease(session: Session, now: datetime, length: timedelta) -> Handful | None:
    """Take all that is due for the browser that has waited longest, for so long; None where nothing is due.

    What must not or need not be told any more goes on the way, and what came to be due outside of its agent's hours
    waits until they are in.
    """
    due = Push.outcome == "waiting", Push.due_at <= now
    first = select(Push.browser_id).where(*due).order_by(Push.due_at, Push.id).limit(1)
    chosen = session.scalar(first.with_for_update(skip_locked=True))
    if chosen is None:
        return None
    rows = select(Push).where(*due, Push.browser_id == chosen).order_by(Push.nudge_id)
    pushes = list(session.scalars(rows.with_for_update(skip_locked=True)))
    browser = session.get_one(PushBrowser, chosen)
    agent = session.get_one(Agent, browser.agent_id)
    nudges = {one.id: one for one in session.scalars(select(Nudge).where(Nudge.id.in_([p.nudge_id for p in pushes])))}
    told = [push for push in pushes if _may_be_told(session, push, nudges[push.nudge_id], browser, agent, now)]
    token = secrets.token_hex(16)
    for push in told:
        push.lease, push.due_at, push.tries = token, now + length, push.tries + 1
    session.flush()
    held = frozenset(push.nudge_id for push in told if push.is_held)
    tries = max((push.tries for push in told), default=0)
    return Handful(browser, agent, tuple(nudges[push.nudge_id] for push in told), held, tries, token)


def mark(session: Session, handful: Handful, outcome: str, now: datetime, fault: str = "") -> None:
    """This is what became of it; nothing changes where another sender holds it by now."""
    held = update(Push).where(*_held_by(handful)).values(outcome=outcome, lease="")
    if not session.scalars(held.returning(Push.id)).all():
        return
    said = {"told_at": now, "fault": ""} if outcome == "sent" else {"fault": fault[:120]}
    session.execute(update(PushBrowser).where(PushBrowser.id == handful.browser.id).values(said))


def put_off(session: Session, handful: Handful, until: datetime, fault: str) -> None:
    """Let it wait until then; what was tried too often is told by the desk alone."""
    session.execute(update(Push).where(*_held_by(handful), Push.tries >= MOST_TRIES).values(outcome="dead"))
    held = update(Push).where(*_held_by(handful)).values(due_at=until, lease="")
    if not session.scalars(held.returning(Push.id)).all():
        return
    session.execute(update(PushBrowser).where(PushBrowser.id == handful.browser.id).values(fault=fault[:120]))


def still_holds(session: Session, nudge: Nudge, now: datetime) -> bool:
    """Whether it is still so: a promise that was kept, or a ticket that went on to another, is told of no more."""
    ticket = session.get(Ticket, nudge.ticket_id or 0)
    if nudge.kind == TEST or ticket is None:
        return nudge.kind == TEST
    if nudge.kind in ("soon", "late"):
        promise = select(Promise.due_at, KEEPER.label("keeper")).join(Ticket, Ticket.promise_id == Promise.id)
        stands = Promise.id == nudge.about, Promise.outcome == "open", ~is_on_its_way()
        found = session.execute(promise.where(*stands)).first()
        is_so = found is not None and (found.due_at > now) is (nudge.kind == "soon")
        return is_so and found is not None and _is_for(session, nudge, found.keeper, now)
    if nudge.kind == MENTION:
        unseen = Mention.ticket_id == ticket.id, Mention.agent_id == nudge.agent_id, Mention.seen_at.is_(None)
        return session.scalar(select(Mention.note_id).where(*unseen).limit(1)) is not None
    if not _is_for(session, nudge, ticket.owner_id, now):
        return False
    return {"not_yet": ticket.unhappy, "call": ticket.call_asked_at is not None}.get(nudge.kind, ticket.is_open)


def _is_for(session: Session, nudge: Nudge, agent_id: int, now: datetime) -> bool:
    """Whether what is this agent's is told to whom the nudge is for: to them, or to whoever covers for them now."""
    return nudge.agent_id in (agent_id, stand_in(session, session.get_one(Agent, agent_id), now).id)


def _may_be_told(session: Session, push: Push, nudge: Nudge, browser: PushBrowser, agent: Agent, now: datetime) -> bool:
    if not browser.is_on or not agent.is_active or not still_holds(session, nudge, now):
        push.outcome = "retired"
        return False
    if nudge.kind != TEST and not is_in(agent, now):
        push.due_at, push.is_held = in_from(agent.hours, agent.zone, now, agent.away), True
        return False
    return True


def _held_by(handful: Handful) -> tuple[ColumnElement[bool], ...]:
    return Push.lease == handful.lease, Push.outcome == "waiting"
