"""Who reads along with a customer: the owner lets somebody in whom the customer named, and lets them go."""

from flask import Response
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage import public_request
from statuspage.clock import now
from statuspage.domain import companion_verbs
from statuspage.domain.people.agents import Agent
from statuspage.forms import number, typed
from statuspage.security.access import Access, may
from statuspage.surfaces.desk.blueprint import bp
from statuspage.surfaces.desk.deeds import do

FORM = "companion"


@bp.post("/tickets/<int:ticket_id>/companions")
@may(Access.AGENT)
def let_in(ticket_id: int) -> Answer | Response:
    """Let somebody in, to read or also to write."""

    def admit(session: Session, agent: Agent, key: str) -> None:
        companion_verbs.let_in(
            session,
            ticket_id,
            now(),
            name=typed("name"),
            email=typed("email"),
            may_write=typed("rights") == "write",
            agent_id=agent.id,
            company=public_request.settings().company_name,
            once=key,
        )

    return do(ticket_id, FORM, "let_in", admit, "companions")


@bp.post("/tickets/<int:ticket_id>/companions/rights")
@may(Access.AGENT)
def change_rights(ticket_id: int) -> Answer | Response:
    """Let them write too, or only read."""

    def change(session: Session, agent: Agent, _key: str) -> None:
        may_write = typed("rights") == "write"
        companion_verbs.change_rights(
            session, ticket_id, now(), companion_id=_companion(), may_write=may_write, agent_id=agent.id
        )

    return do(ticket_id, FORM, "rights", change, "companions")


@bp.post("/tickets/<int:ticket_id>/companions/going")
@may(Access.AGENT)
def let_go(ticket_id: int) -> Answer | Response:
    """Let one of them go."""

    def end(session: Session, agent: Agent, _key: str) -> None:
        companion_verbs.let_go(session, ticket_id, now(), companion_id=_companion(), agent_id=agent.id)

    return do(ticket_id, FORM, "let_go", end, "companions")


def _companion() -> int:
    return number(typed("companion")) or 0
