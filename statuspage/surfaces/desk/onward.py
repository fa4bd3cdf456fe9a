"""After a letter, on to the next one: the most let-down customer who waits for this agent, or the empty queue."""

from flask import redirect
from werkzeug.wrappers import Response

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.absences.absence import covered_now
from statuspage.domain.desk.queue import next_after
from statuspage.domain.people.agents import Agent
from statuspage.surfaces.desk.blueprint import urls


def go_on(ticket_id: int, agent: Agent, code: str) -> Response:
    """Lead to the next ticket of the queue after this one, or to the queue when nobody waits.

    It says there what was done, by ``code``, and to whom.
    """
    at, session = now(), db.session()
    following = next_after(session, agent.id, ticket_id, at, covered_now(session, agent.id, at))
    address = urls().ticket(following) if following else urls().desk()
    return redirect(f"{address}?said={code}&to={ticket_id}", 303)
