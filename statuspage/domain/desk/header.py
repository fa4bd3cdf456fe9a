"""What the head of every page of the desk counts."""

from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from statuspage.domain.desk.held_letters import LetterOnHold
from statuspage.domain.desk.mails import COUNTED
from statuspage.domain.incoming.listing import STATES
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.outbox import PING, Outgoing
from statuspage.domain.privacy.erasures import WAITING, Erasure


class HeaderCounts(NamedTuple):
    """Mails that did not arrive, and that came in and somebody should look at; each counted up to ``COUNTED``.

    ``held`` are letters of the agent who asks that may not have gone, and ``wishes`` customers who ask to be erased.
    """

    dead: int
    refused: int
    held: int
    wishes: int


_SOME = (
    select(Outgoing.id).where(Outgoing.outcome == "dead", Outgoing.kind != PING),
    select(IncomingMail.id).where(STATES["open"]),
    select(LetterOnHold.id).where(
        LetterOnHold.agent_id == bindparam("agent"), LetterOnHold.outcome.in_(("", "returned"))
    ),
    select(Erasure.id).where(*WAITING),
)
# To be selected for an ``agent``, in the order of ``HeaderCounts``.
COUNTS = tuple(select(func.count()).select_from(one.limit(COUNTED).subquery()).scalar_subquery() for one in _SOME)
_HEADER = select(*COUNTS)


def read_header(session: Session, agent_id: int) -> HeaderCounts:
    """What is counted for this agent, in one statement. A page with the queue beside it reads it with that."""
    return HeaderCounts(*session.execute(_HEADER, {"agent": agent_id}).one())
