"""What the log tells about the end of a ticket: who closed it, and whether its customer has said how it felt.

Both are columns for a query over tickets, and read no log while the ticket is open. Their constants stand in the SQL
itself: bound as parameters they would cost every reader of a page a tenth of a millisecond.
"""

from sqlalchemy import case, exists, false, literal_column, select
from sqlalchemy.orm import aliased

from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.people.agents import Agent
from statuspage.domain.tickets import Ticket

_Closer = aliased(Agent)
_SINCE = (Event.ticket_id == Ticket.id, Event.at >= Ticket.closed_at)

_closer = (
    select(_Closer.called)
    .join(Event, Event.agent_id == _Closer.id)
    .where(*_SINCE, Event.kind.in_([literal_column(f"'{kind}'") for kind in where(life="ends", by="agent")]))
    .order_by(Event.version.desc())
    .limit(literal_column("1"))
    .correlate(Ticket)
)
_felt = exists().where(*_SINCE, Event.kind == literal_column("'felt'")).correlate(Ticket)

CLOSED_BY = case(
    (Ticket.closure == literal_column("'unconfirmed'"), _closer.scalar_subquery()), else_=literal_column("''")
)
FELT = case((Ticket.closed_at.is_not(None), _felt), else_=false())
