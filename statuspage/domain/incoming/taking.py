"""What becomes of a mail that came in: its words are taken, or held for their agent; or somebody decides at the desk.

Each verb runs in the transaction that keeps the mail, so that what is told as taken is written, and nothing is twice.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain import customer_verbs
from statuspage.domain.desk.unsent_letters import save_unsent
from statuspage.domain.errors import N_, Refused
from statuspage.domain.incoming.by_mail import CameByMail, counted, with_room
from statuspage.domain.incoming.mail import IncomingMail
from statuspage.domain.incoming.reasons import REASONS
from statuspage.domain.outbox import HELD, leave
from statuspage.domain.people.agents import Agent
from statuspage.domain.subscriptions import Subscription
from statuspage.domain.tickets import Ticket

_DECIDED = ("refused", "dropped")  # of these somebody may still decide


def take(session: Session, mail: IncomingMail, now: datetime, *, taken_by: int | None = None) -> None:
    """Let its words stand on its ticket, under the name of the reader whose address it went to.

    Without a subscription they are the customer's. Refused where they may not write, or for words that cannot be taken.
    """
    reader = session.get(Subscription, mail.subscription_id) if mail.subscription_id else None
    ticket_id = mail.ticket_id
    if ticket_id is None:
        raise Refused("ticket", N_("Please say to which ticket it belongs."))
    body, is_cut = with_room(mail.words)
    ticket = customer_verbs.reply(
        session,
        ticket_id,
        now,
        body=body,
        companion_id=reader.companion_id if reader else None,
        by_mail=CameByMail(mail.id, counted(mail.data), is_cut, taken_by),
    )
    mail.outcome, mail.version, mail.reason, mail.is_noise = "taken", ticket.version, "", False


def hold(session: Session, mail: IncomingMail, now: datetime, fields: Mapping[str, str]) -> None:
    """Save its words as a letter that its agent has begun and not sent; ``fields`` are those of the desk's form."""
    save_unsent(session, mail.agent_id or 0, mail.ticket_id or 0, fields, now, copy=copy_of(mail.id))
    mail.outcome, mail.reason, mail.is_noise = "held", "", False


def hold_and_tell(session: Session, mail: IncomingMail, now: datetime, fields: Mapping[str, str], why: str) -> None:
    """The same, and a mail tells the agent ``why``, in their language; they have read all that there is now."""
    hold(session, mail, now, fields)
    mail.data = {**mail.data, "why": why}
    seen = session.get_one(Ticket, mail.ticket_id).version
    about = {"mail": mail.id, "seen": seen}
    leave(session, mail.ticket_id, HELD, "agent", now, agent_id=mail.agent_id, once=f"{HELD} {mail.id}", data=about)


def refuse(mail: IncomingMail, reason: str, fault: str = "") -> None:
    """It is not taken, for this reason of ``REASONS``; ``fault`` says more, where there is more to say."""
    mail.outcome, mail.reason, mail.is_noise = "refused", reason, REASONS[reason].is_noise
    if fault:
        mail.data = {**mail.data, "fault": fault}


def copy_of(mail_id: int) -> str:
    """The name of the unsent letter that a mail became."""
    return f"mail {mail_id}"


def take_after_all(
    session: Session, mail_id: int, agent: Agent, now: datetime, *, ticket_id: int | None = None
) -> IncomingMail:
    """An agent takes what was refused: as words of the reader whose address it went to, or of a ticket's customer.

    What went to an agent's own address is held, unsent, for that agent. Asked twice, it counts once.
    """
    mail = _locked(session, mail_id)
    if mail.outcome not in _DECIDED:
        return mail
    if mail.ticket_id is None:
        mail.ticket_id = _ticket(session, ticket_id)
    if mail.agent_id is not None:
        hold(session, mail, now, {"body": mail.words})
    else:
        take(session, mail, now, taken_by=agent.id)
    _decide(mail, agent, now)
    return mail


def drop(session: Session, mail_id: int, agent: Agent, now: datetime) -> None:
    """An agent says that a refused mail is not ours. It stays, out of the way, and can be taken all the same."""
    mail = _locked(session, mail_id)
    if mail.outcome == "refused":
        mail.outcome = "dropped"
        _decide(mail, agent, now)


def pick_up(session: Session, mail_id: int, agent: Agent, now: datetime) -> None:
    """It is to be looked at after all: what was dropped stands among the refused again."""
    mail = _locked(session, mail_id)
    if mail.outcome == "dropped":
        mail.outcome = "refused"
        _decide(mail, agent, now)


def _decide(mail: IncomingMail, agent: Agent, now: datetime) -> None:
    mail.decided_by_id, mail.decided_at = agent.id, now


def _ticket(session: Session, ticket_id: int | None) -> int:
    if ticket_id is None or session.get(Ticket, ticket_id) is None:
        raise Refused("ticket", N_("Please say to which ticket it belongs."))
    return ticket_id


def _locked(session: Session, mail_id: int) -> IncomingMail:
    found = session.scalar(select(IncomingMail).where(IncomingMail.id == mail_id).with_for_update())
    if found is None:
        raise LookupError(f"no mail {mail_id} came in")
    return found
