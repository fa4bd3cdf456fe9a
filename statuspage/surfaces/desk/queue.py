"""The queue: what an agent sees first. One thing stands on top, and it says why."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.letters import Reply
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.present import times
from statuspage.present.reader import Reader
from statuspage.protocol import Live
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.lanes import QueueRows, read_lanes

QUEUE = "queue"  # the event that brings it; a ticket's stream brings it too


@dataclass(frozen=True, slots=True)
class NextTicket:
    """The ticket on top of the queue; ``words`` are the customer's latest, "" when they have written none."""

    ticket: Ticket
    customer: Customer
    words: str
    words_at_iso: str
    words_at_text: str


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue and the next ticket; ``current`` is the ticket in front of the agent, and here there is none."""

    queue: QueueRows
    next: NextTicket | None
    current: int | None = None


@bp.get("")
@may(Access.AGENT)
def desk() -> str:
    """The queue, and the next ticket at a glance."""
    return render_template("desk/queue.html", page=_queue_page(db.session(), access.agent(), now()))


@bp.get("/live")
@bp.get("/of/<of>/live", endpoint="queue_of_live")
@may(Access.AGENT)
def queue_live(of: str = "") -> Response:
    """The inside of the queue, one's own or ``of`` others, as its stream sends it."""
    page = _queue_page(db.session(), access.agent(), now(), of)
    response = make_response(render_template("desk/_queue_live.html", page=page))
    response.headers.update(Live(None, page.queue.key, access.session_ends(), name=QUEUE).to_headers())
    return response


def _queue_page(session: Session, agent: Agent, at: datetime, of: str | None = None) -> QueuePage:
    queue = read_lanes(session, agent, at, of)
    top = _read_next(session, queue.next.ticket_id, Reader(agent.zone, at)) if queue.next else None
    return QueuePage(queue, top)


def _read_next(session: Session, ticket_id: int, reader: Reader) -> NextTicket | None:
    """The ticket with the customer's latest words, in one statement; None when there is no such ticket."""
    query = (
        select(Ticket, Customer, Reply.body, Reply.at)
        .join(Customer, Customer.id == Ticket.customer_id)
        .outerjoin(Reply, Reply.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id)
        .order_by(Reply.version.desc().nulls_last())
        .limit(1)
    )
    row = session.execute(query).first()
    if row is None:
        return None
    at = (times.iso(row.at), reader.moment(row.at)) if row.body else ("", "")
    return NextTicket(row.Ticket, row.Customer, row.body or "", *at)
