"""A ticket begins: one customer's issue, with one owner from its first minute."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import validation
from statuspage.domain.desk.arrivals import arrive
from statuspage.domain.errors import N_, Refused, Repeated
from statuspage.domain.events import Event, append, repeats
from statuspage.domain.form_keys import form_key
from statuspage.domain.letters import Reply
from statuspage.domain.people.agents import Agent, is_here
from statuspage.domain.people.customers import Customer
from statuspage.domain.shares.scopes import PRIVATE_SCOPES
from statuspage.domain.shares.share import share
from statuspage.domain.subscriptions import subscribe
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import index

LONGEST_AGO = timedelta(days=3653)


def open_ticket(
    session: Session,
    customer: Customer,
    owner: Agent,
    now: datetime,
    *,
    subject: str,
    story: str,
    asked_at: datetime | None = None,
    typed_by: Agent | None = None,
    once: str = "",
    topic_id: int | None = None,
    **facts: Any,
) -> Ticket:
    """A customer's issue begins, with a private link and a feed of its own.

    ``story`` is what they said, in their words; ``asked_at`` when, if before now, but not ten years before.
    ``typed_by`` is the agent who wrote it down; to any other owner it is new. ``facts`` are the event's.
    """
    subject = validation.line("subject", subject, validation.SUBJECT_LIMIT)
    story = validation.text("story", story, validation.REPLY_LIMIT)
    if asked_at is not None and asked_at > now:
        raise Refused("asked_at", N_("That is still to come; the clock starts when the customer asked."))
    if asked_at is not None and now - asked_at > LONGEST_AGO:
        raise Refused("asked_at", N_("That is more than ten years ago; please look at the year."))
    if once and session.scalar(select(Event.version).where(Event.kind == "opened", Event.once == form_key(once))):
        raise Repeated
    if not is_here(session, owner):
        raise Refused("owner", N_("%(name)s no longer works here."), name=owner.name)
    asked = asked_at or now
    ticket = Ticket(
        customer_id=customer.id,
        owner_id=owner.id,
        subject=subject,
        topic_id=topic_id,
        version=0,
        opened_at=asked,
        silent_since=asked,
        unanswered=1,
        unanswered_since=asked,
        public_choice={},
        step_versions={},
    )
    session.add(ticket)
    session.flush()
    for scope in PRIVATE_SCOPES:
        share(session, ticket.id, scope, now)
    subscribe(session, ticket.id, now)
    with repeats(once):
        append(session, ticket, "opened", asked, once=once, told_at=now, by=owner.id, **facts)
        session.flush()
    session.add(Reply(ticket_id=ticket.id, version=ticket.version, kind="opened", body=story, at=asked))
    index(session, "subject", subject, asked, ticket_id=ticket.id)
    index(session, "reply", story, asked, ticket_id=ticket.id, number=ticket.version)
    if typed_by is not None and typed_by.id != owner.id:
        arrive(session, ticket.id, owner.id, now)
    return ticket
