"""Correcting the words of a letter that has gone: a page of its own, with the words as they stand in its form."""

from dataclasses import dataclass

from flask import Response, abort, make_response, render_template
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from statuspage.clock import now
from statuspage.db import db, write
from statuspage.domain.correcting import Overtaken, correct_letter, may_correct
from statuspage.domain.corrections import read_standing
from statuspage.domain.errors import Refused, Repeated
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from statuspage.forms import NO_FORM, Form, go, refused_form, sent_once, typed
from statuspage.present import mailing
from statuspage.present.reader import Reader
from statuspage.security import access
from statuspage.security.access import Access, may
from statuspage.security.room import LETTER
from statuspage.surfaces.desk.blueprint import bp, seen, urls
from statuspage.surfaces.desk.lookup import customer_of


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """A letter as it stands (``now_html``), and the ``form`` of its new words, which holds ``body`` at first.

    ``written`` is when it was written, ``seen`` the version that has its words. One who may not correct it reads it.
    """

    ticket_id: int
    customer: Customer
    form: Form
    version: int
    seen: int
    written: str
    body: str
    now_html: Markup
    may_correct: bool
    is_public: bool
    is_mailed: bool
    back: str


@bp.get("/tickets/<int:ticket_id>/letters/<int:letter>")
@may(Access.AGENT)
def correction(ticket_id: int, letter: int) -> str:
    """The letter in a form, to be corrected."""
    return render_template("desk/correct.html", page=_read(db.session(), ticket_id, letter, access.agent(), NO_FORM))


@bp.post("/tickets/<int:ticket_id>/letters/<int:letter>")
@may(Access.AGENT, room=LETTER)
def correct(ticket_id: int, letter: int) -> Answer | Response:
    """Correct it. What was refused comes back with every word."""
    agent = access.agent()
    try:
        with write() as session:
            correct_letter(session, ticket_id, letter, agent, now(), body=typed("body"), seen=seen(), once=sent_once())
    except Repeated:
        pass
    except LookupError:
        abort(404)
    except Refused as refused:
        page = _read(db.session(), ticket_id, letter, agent, refused_form("correction", refused))
        status = 409 if isinstance(refused, Overtaken) else 422
        return make_response(render_template("desk/correct.html", page=page), status)
    return go(urls().ticket(ticket_id), "corrected", f"v{letter}")


def _read(session: Session, ticket_id: int, version: int, agent: Agent, form: Form) -> CorrectionPage:
    customer, standing = customer_of(session, ticket_id), read_standing(session, ticket_id, version) or abort(404)
    letter, ticket = standing.letter, session.get_one(Ticket, ticket_id)
    return CorrectionPage(
        ticket_id=ticket_id,
        customer=customer,
        form=form,
        version=version,
        seen=standing.version,
        written=Reader(agent.zone, now()).moment(letter.at),
        body=form.value("correction", "body", standing.body),
        now_html=Markup(standing.html),  # noqa: S704 - cleaned when it was written
        may_correct=may_correct(ticket, session.get_one(Agent, letter.agent_id), agent),
        is_public=letter.is_public,
        is_mailed=mailing.is_mailed(customer),
        back=urls().ticket(ticket_id, entry=f"v{version}"),
    )
