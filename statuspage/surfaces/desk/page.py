"""The page of one ticket: the queue beside it, its live region, the letter being written, and what else can be done."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.errors import Refused, Stale
from statuspage.domain.people.agents import Agent
from statuspage.domain.shares.share import shares_of
from statuspage.forms import Form, refused_form
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.acts import Acts, offer_acts
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.case import CasePart, TicketRequest, read_case
from statuspage.surfaces.desk.composer import Composer, read_composer
from statuspage.surfaces.desk.lanes import QueueRows, read_lanes
from statuspage.surfaces.desk.promise_choices import Choice, choices


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The whole page. ``form`` is the one that was just refused, if any; ``choices`` are the times to promise.

    ``link`` is the customer's private page; ``is_link_new`` shows it at once.
    """

    case: CasePart
    queue: QueueRows
    form: Form
    choices: list[Choice]
    composer: Composer
    acts: Acts
    link: str
    is_link_new: bool

    @property
    def current(self) -> int:
        """The ticket that is marked in the queue."""
        return self.case.ticket.id


def ticket_page(ticket_id: int, agent: Agent, asked: TicketRequest) -> str:
    """The page as it is asked for."""
    session, at = db.session(), now()
    case = read_case(session, ticket_id, agent, at, asked)
    offered = choices(case.customer, agent, at)
    page = TicketPage(
        case=case,
        queue=read_lanes(session, agent, at),
        form=asked.form,
        choices=offered,
        composer=read_composer(session, case, agent, Reader(agent.zone, at), asked, offered),
        acts=offer_acts(case, at, asked.form, offered),
        link=urls().shared(shares_of(session, ticket_id)["private"]),
        is_link_new=request.args.get("said") in ("opened", "rotated"),
    )
    return render_template("desk/ticket.html", page=page, case=case)


def refuse(ticket_id: int, agent: Agent, name: str, refused: Refused) -> Response:
    """The page again with this form as it was typed; with what is new on top, when its agent had not seen that."""
    since = refused.since if isinstance(refused, Stale) else None
    page = ticket_page(ticket_id, agent, TicketRequest(seen=since, form=refused_form(name, refused)))
    return make_response(page, 422 if since is None else 409)
