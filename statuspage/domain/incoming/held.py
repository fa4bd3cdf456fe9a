"""A letter that came by mail and waits, unsent: as it stands, and the one step that ends and sends it."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import write_letter
from statuspage.domain.desk.unsent_letters import UnsentLetter, end_unsent
from statuspage.domain.errors import N_, Refused
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.incoming.taking import copy_of
from statuspage.domain.people.agents import Agent
from statuspage.domain.promises import promised_for
from statuspage.domain.tickets import Ticket

WAITS, SENT, GONE = "waits", "sent", "gone"


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """The mail that it came by, and how it ``stands``: it waits, was sent since, or is gone, as its writer went on with
    it at the desk. ``body`` and ``heard`` are its words; ``seen`` is the ticket's version that its writer had read.
    """

    mail: IncomingMail
    ticket: Ticket
    agent: Agent
    stands: str
    body: str
    heard: str
    seen: int


def read_held(session: Session, mail_id: int) -> HeldLetter | None:
    """The letter that this mail became; None for a mail that never was one."""
    mail = session.get(IncomingMail, mail_id)
    if mail is None or mail.agent_id is None or mail.ticket_id is None or mail.outcome not in ("held", "taken"):
        return None
    agent, ticket = session.get_one(Agent, mail.agent_id), session.get_one(Ticket, mail.ticket_id)
    unsent = session.get(UnsentLetter, (agent.id, ticket.id, copy_of(mail.id)), populate_existing=True)
    waits = unsent is not None and bool(unsent.fields)
    stands = SENT if mail.outcome == "taken" else WAITS if waits else GONE
    fields = unsent.fields if unsent is not None and waits else {"body": mail.words}
    body, heard = (str(fields.get(name, "")) for name in ("body", "heard"))
    return HeldLetter(mail, ticket, agent, stands, body, heard, mail.data.get("seen") or 0)


def send_held(session: Session, mail_id: int, now: datetime, *, ending: datetime | None, seen: int) -> None:
    """Send it, with the promise to write next at ``ending`` (UTC), or, without one, with the question.

    ``seen`` is the version of the ticket that its writer has before them now; ``Stale`` is raised where there is news.
    One that was sent already stays as it is; one that its writer went on with at the desk is refused.
    """
    session.execute(select(IncomingMail.id).where(IncomingMail.id == mail_id).with_for_update())
    held = read_held(session, mail_id)
    if held is None:
        raise LookupError(f"no letter came by mail {mail_id}")
    if held.stands == SENT:
        return
    if held.stands == GONE:
        raise Refused("", N_("You went on with this letter at the desk, or discarded it there."))
    if not held.agent.is_active:
        raise Refused("", N_("%(name)s no longer works here."), name=held.agent.name)
    zone = held.agent.zone
    letter = write_letter(
        session,
        held.ticket.id,
        held.agent,
        now,
        body=held.body,
        heard=held.heard,
        step=held.mail.data.get("step") or None,
        promise=promised_for(_wall(ending, zone), zone, now) if ending else None,
        asks_solved=ending is None,
        seen=seen,
        mail_id=mail_id,
    )
    end_unsent(session, held.agent.id, held.ticket.id, now, copy=copy_of(mail_id))
    held.mail.outcome, held.mail.version = "taken", letter.version


def _wall(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
