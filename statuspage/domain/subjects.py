"""What a ticket is about is said anew: the customer reads the new subject, and what it was.

What others read of it stays as it was, until the customer chooses again: they agreed to show a text, not a field.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.changing import change
from statuspage.domain.errors import N_, Refused
from statuspage.domain.events import append, key_for
from statuspage.domain.people.agents import Agent
from statuspage.domain.publication.choice import kept_as_it_was
from statuspage.domain.tickets import Ticket
from statuspage.domain.words.passages import index


class FormerSubject(Base):
    """What a ticket was about until the event of this ``version``: ``words`` of its customer, or of an agent."""

    __tablename__ = "former_subject"
    __table_args__ = (
        ForeignKeyConstraint(
            ["ticket_id", "version"], ["event.ticket_id", "event.version"], name="fk_former_subject_ticket_id"
        ),
    )

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(String(validation.SUBJECT_LIMIT))


def change_subject(
    session: Session, ticket_id: int, agent: Agent, now: datetime, *, subject: str, shown: str = "", once: str = ""
) -> Ticket:
    """Say anew what the ticket is about, open or closed. ``shown`` is what it was on the page where that was typed.

    A public view goes on showing what its customer agreed to.
    """
    subject = validation.line("subject", subject, validation.SUBJECT_LIMIT)
    with change(session, ticket_id, now) as ticket:
        once = key_for(session, ticket_id, once, stands=ticket.subject == subject)
        if ticket.subject == subject:
            raise Refused("subject", N_("That is what it is about already."))
        if shown and shown != ticket.subject:
            raise Refused(
                "subject", N_("Meanwhile this became “%(subject)s”. Yours is still here."), subject=ticket.subject
            )
        append(session, ticket, "subject_changed", now, agent_id=agent.id, once=once)
        session.flush()
        was = FormerSubject(
            ticket_id=ticket.id, version=ticket.version, agent_id=agent.id, at=now, words=ticket.subject
        )
        session.add(was)
        index(session, "was", was.words, now, ticket_id=ticket.id, number=ticket.version)
        ticket.public_choice = kept_as_it_was(ticket.public_choice, was.words, subject)
        ticket.subject = subject
        index(session, "subject", subject, ticket.opened_at, ticket_id=ticket.id)
    return ticket
