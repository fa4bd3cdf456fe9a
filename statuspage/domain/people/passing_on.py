"""All open tickets of one agent go to others: to one colleague, or to whoever the team's rule finds for each."""

from datetime import datetime

from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import hand_over
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.people.leaving import open_tickets
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.rule import assign
from statuspage.domain.way_in.topics import Topic


def pass_on(session: Session, agent: Agent, by: Agent, to: Agent | None, now: datetime, *, note: str) -> int:
    """Hand them over, each with this ``note``, which its customer reads; how many there were.

    ``by`` is whose hand it is. Without ``to``, the rule finds somebody for each. Each is an ordinary handover, told as
    such; all of them happen, or none.
    """
    tickets = open_tickets(session, agent.id)
    for ticket_id, _ in tickets:
        hand_over(session, ticket_id, by, to or _found(session, ticket_id, agent, now), now, note=note)
    return len(tickets)


def _found(session: Session, ticket_id: int, agent: Agent, now: datetime) -> Agent:
    """Whom the rule finds, as if it were asked now; never whoever has it."""
    ticket = session.get_one(Ticket, ticket_id)
    customer = session.get_one(Customer, ticket.customer_id)
    topic = session.get(Topic, ticket.topic_id) if ticket.topic_id else None
    try:
        chosen = assign(session, now, topic=topic, language=customer.language, but=agent.id)
    except LookupError:
        raise Refused("to", N_("There is nobody else to whom these could go.")) from None
    return session.get_one(Agent, chosen.agent_id)
