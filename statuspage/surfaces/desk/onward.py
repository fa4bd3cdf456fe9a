"""After a letter, on to the next one of the queue beside it: the most let-down customer, or an empty queue."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.absences.absence import covered_now
from statuspage.domain.desk.queue import next_after
from statuspage.domain.people.agents import Agent
from statuspage.forms import go, number
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.whose import EVERYONE, asked_of, still_of


def go_on(ticket_id: int, agent: Agent, code: str) -> Response:
    """Lead to the next ticket of the queue after this one, or to the queue when nobody waits.

    It says there what was done, by ``code``, and to whom.
    """
    at, session, of = now(), db.session(), asked_of()
    following = next_after(session, agent.id, ticket_id, at, _owners(session, agent, of, at))
    return go(urls().ticket(following) if following else urls().desk(), code, more={"to": str(ticket_id), **still_of()})


def _owners(session: Session, agent: Agent, of: str, at: datetime) -> Sequence[int | None]:
    if of == EVERYONE:
        return (None,)
    return (number(of),) if number(of) else (agent.id, *covered_now(session, agent.id, at))
