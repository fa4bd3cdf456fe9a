"""The queue: what an agent sees first. One thing stands on top, and it says why."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.beside import OnTop
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.names import first_name_in
from statuspage.present import times
from statuspage.present.reader import Reader
from statuspage.protocol import Live
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.lanes import QueueRow, QueueRows, read_lanes

QUEUE = "queue"  # the event that brings it; a ticket's stream brings it too


@dataclass(frozen=True, slots=True)
class NextTicket:
    """The ticket on top of the queue; ``words`` are the customer's latest, "" when they have written none.

    ``likes_calls`` says that they would rather be called.
    """

    customer: str
    first_name: str
    subject: str
    phone: str
    likes_calls: bool
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
    return QueuePage(queue, _next(queue.next, queue.top, Reader(agent.zone, at)) if queue.next and queue.top else None)


def _next(row: QueueRow, top: OnTop, reader: Reader) -> NextTicket:
    return NextTicket(
        customer=row.customer,
        first_name=first_name_in(row.customer),
        subject=row.subject,
        phone=top.phone,
        likes_calls=top.reach == "phone",
        words=top.words or "",
        words_at_iso=times.iso(top.at) if top.at else "",
        words_at_text=reader.moment(top.at) if top.at else "",
    )
