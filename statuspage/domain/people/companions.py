"""Companions: the people whom a customer lets in to one ticket, each with a name and keys of their own."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, only
from statuspage.domain.errors import N_, Refused
from statuspage.domain.people.names import first_name_in

COLLEAGUE = "colleague"  # how they came whose company shares its tickets
_HERE = "let_go_at IS NULL AND email <> ''"


class Companion(Base):
    """One person who reads a ticket beside its customer, and may also write.

    ``email`` is "" for whoever came by a forwarded link and gave none. ``language`` is "" while nobody has said it, as
    with a customer. ``came`` says who let them in: customer, agent, with an ``agent_id``, link, a forwarded one
    whose reader said who they are, or colleague, who is the ``member_id`` of the same company. The row stays
    when they are let go, since what they wrote bears their name.
    """

    __tablename__ = "companion"
    __table_args__ = (
        Index("ix_companion_ticket_id", "ticket_id"),
        Index("uq_companion_email", "ticket_id", "email", unique=True, **only(_HERE)),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), default="")
    zone: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(12), default="")
    may_write: Mapped[bool] = mapped_column(default=False)
    came: Mapped[str] = mapped_column(String(9))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    member_id: Mapped[int | None] = mapped_column(index=True)  # of the table member
    created_at: Mapped[datetime]
    let_go_at: Mapped[datetime | None]

    @property
    def first_name(self) -> str:
        """The first name, without titles, by which we speak to them."""
        return first_name_in(self.name)

    @property
    def is_colleague(self) -> bool:
        """Whether they read as one of the customer's company, which alone decides what they may."""
        return self.member_id is not None


def companions_of(session: Session, ticket_id: int) -> list[Companion]:
    """Everybody who was ever let in to this ticket, those who came first before the others."""
    return list(session.scalars(select(Companion).where(Companion.ticket_id == ticket_id).order_by(Companion.id)))


def companion_here(session: Session, ticket_id: int, companion_id: int) -> Companion:
    """This companion of this ticket, as they stand now. Refused for one who was let go, or was never there.

    The ticket's row must be locked.
    """
    found = session.get(Companion, companion_id, populate_existing=True)
    if found is None or found.ticket_id != ticket_id:
        raise Refused("", N_("Nobody of this name reads here."))
    if found.let_go_at is not None:
        raise Refused("", N_("%(name)s was let go already, and reads here no more."), name=found.name)
    return found


def companion_who_writes(session: Session, ticket_id: int, companion_id: int) -> Companion:
    """The same of one who may write here; refused for one who only reads."""
    found = companion_here(session, ticket_id, companion_id)
    if not found.may_write:
        raise Refused("", N_("%(name)s may read here, but not write."), name=found.name)
    return found


def refuse_colleague(companion: Companion) -> None:
    """Refuse to decide about a colleague on a single ticket."""
    if companion.is_colleague:
        why = N_("%(name)s reads here as one of the same company. That is decided on the page of all tickets.")
        raise Refused("", why, name=companion.name)
