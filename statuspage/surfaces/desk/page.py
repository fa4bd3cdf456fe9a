"""The page of one ticket: the queue beside it, its live region, the letter being written, and what else can be done."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template, request

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.errors import Refused, Stale
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.away import away_at
from statuspage.domain.shares.share import shares_of
from statuspage.forms import Form, refused_form
from statuspage.present import away
from statuspage.present.languages import gettext
from statuspage.present.offered_times import Choice, choices
from statuspage.present.pieces import FilePiece
from statuspage.present.reader import Reader
from statuspage.surfaces.desk.blueprint import urls
from statuspage.surfaces.desk.case import CasePart, TicketRequest, read_case
from statuspage.surfaces.desk.composer import Composer, read_composer
from statuspage.surfaces.desk.lanes import QueueRows, read_lanes
from statuspage.surfaces.desk.promise_choices import ChosenPromise, chosen


@dataclass(frozen=True, slots=True)
class Acts:
    """The forms beside the letter. ``colleagues`` are those who could take the ticket over, by id and name."""

    colleagues: list[tuple[int, str]]
    can_close: bool
    can_move: bool
    chosen: ChosenPromise


@dataclass(frozen=True, slots=True)
class TicketPage:
    """The whole page. ``form`` is the one that was just refused, if any; ``choices`` are the times to promise.

    ``queue`` is None where the queue is not asked for, because the live region alone is.
    ``link`` is the customer's private page; ``is_link_new`` shows it at once.
    """

    case: CasePart
    queue: QueueRows | None
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
    at = now()
    page = _read_page(ticket_id, agent, at, asked, read_lanes(db.session(), agent, at))
    return render_template("desk/ticket.html", page=page, case=page.case)


def ticket_region(ticket_id: int, agent: Agent) -> tuple[str, CasePart]:
    """The inside of the live region, and what it shows. Its letter is empty: another window's is not this one's."""
    page = _read_page(ticket_id, agent, now(), TicketRequest(form=Form("letter")), None)
    return render_template("desk/_case.html", page=page, case=page.case), page.case


def _read_page(ticket_id: int, agent: Agent, at: datetime, asked: TicketRequest, queue: QueueRows | None) -> TicketPage:
    session = db.session()
    case = read_case(session, ticket_id, agent, at, asked)
    offered = choices(case.customer, agent, at)
    return TicketPage(
        case=case,
        queue=queue,
        form=asked.form,
        choices=offered,
        composer=read_composer(session, case, agent, Reader(agent.zone, at), asked, offered),
        acts=_offer_acts(case, at, asked.form, offered),
        link=urls().shared(shares_of(session, ticket_id)["private"]),
        is_link_new=request.args.get("said") in ("opened", "rotated"),
    )


def refuse(ticket_id: int, agent: Agent, name: str, refused: Refused, files: tuple[FilePiece, ...] = ()) -> Response:
    """The page again with this form as it was typed, and its ``files``; with what is new on top, when its agent had
    not seen that.
    """
    since = refused.since if isinstance(refused, Stale) else None
    page = ticket_page(ticket_id, agent, TicketRequest(seen=since, form=refused_form(name, refused, files)))
    return make_response(page, 422 if since is None else 409)


def _offer_acts(case: CasePart, at: datetime, form: Form, offered: list[Choice]) -> Acts:
    """What can be done with this ticket at this moment; ``form`` is the one that was just refused, if any was."""
    ticket = case.ticket
    return Acts(
        colleagues=[(one.id, _told(one, at)) for one in case.team if one.id != ticket.owner_id],
        can_close=ticket.is_open and ticket.asked_solved_at is not None and not ticket.unanswered,
        can_move=ticket.promised_at is not None and at < ticket.promised_at,
        chosen=chosen(form.typed if form.name == "promise" else {}, offered, case.customer, at),
    )


def _told(agent: Agent, at: datetime) -> str:
    """A colleague with what they do, and until when they are away, if they are."""
    gone = away_at(agent.away, at)
    until = gettext("away until %(when)s", when=away.until(gone, agent.zone, agent.zone, at)) if gone else ""
    return gettext(", ").join(part for part in (agent.name, agent.role, until) if part)
