"""The tables as Flask-SQLAlchemy maps them, with relationships, each of which is loaded when it is asked for."""

from datetime import UTC, datetime
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, ForeignKey, ForeignKeyConstraint, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import JSON


class Instant(TypeDecorator[datetime]):
    """In UTC, and aware of it."""

    impl = DateTime
    cache_ok = True

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        return value.replace(tzinfo=UTC) if value else None


class Base(DeclarativeBase):
    """Of these tables alone."""


db = SQLAlchemy(model_class=Base)
When = Annotated[datetime, mapped_column(Instant)]
Facts = Annotated[dict[str, Any], mapped_column(JSON)]


class Agent(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    called: Mapped[str]
    role: Mapped[str]
    place: Mapped[str]
    zone: Mapped[str]
    hours: Mapped[Facts]
    phone: Mapped[str]
    photo: Mapped[str]


class Customer(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "customer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str]
    reach: Mapped[str]
    reach_when: Mapped[str]
    zone: Mapped[str]
    language: Mapped[str]


class Promise(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    kind: Mapped[str]
    made_at: Mapped[When]
    due_at: Mapped[When]
    agent: Mapped[Agent] = relationship()


class Ticket(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "ticket"

    id: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("agent.id"))
    heard_by_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    promise_id: Mapped[int | None] = mapped_column(ForeignKey("promise.id"))
    subject: Mapped[str]
    version: Mapped[int]
    step: Mapped[str | None]
    opened_at: Mapped[When]
    closed_at: Mapped[When | None]
    published_at: Mapped[When | None]
    heard_at: Mapped[When | None]
    heard_words: Mapped[str]
    heard_answer: Mapped[str]
    promises_kept: Mapped[int]
    promises_late: Mapped[int]
    longest_silence: Mapped[int]
    longest_silence_from: Mapped[When | None]
    customer: Mapped[Customer] = relationship()
    owner: Mapped[Agent] = relationship(foreign_keys=owner_id)
    heard_by: Mapped[Agent | None] = relationship(foreign_keys=heard_by_id)
    promise: Mapped[Promise | None] = relationship()
    events: Mapped[list["Event"]] = relationship(order_by="Event.version", back_populates="ticket")
    shares: Mapped[list["Share"]] = relationship(back_populates="ticket")
    companions: Mapped[list["Companion"]] = relationship()


class Share(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "share"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    scope: Mapped[str]
    generation: Mapped[int]
    withdrawn_at: Mapped[When | None]
    ticket: Mapped[Ticket] = relationship(back_populates="shares")


class Companion(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "companion"

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"))
    name: Mapped[str]


class Event(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "event"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    at: Mapped[When]
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    data: Mapped[Facts]
    ticket: Mapped[Ticket] = relationship(back_populates="events")
    agent: Mapped[Agent | None] = relationship()
    letter: Mapped["Letter | None"] = relationship()
    reply: Mapped["Reply | None"] = relationship()
    files: Mapped[list["File"]] = relationship(order_by="File.position")


class Letter(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "letter"
    __table_args__ = (ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),)

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    thanked_at: Mapped[When | None]


class Reply(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "reply"
    __table_args__ = (ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),)

    ticket_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]


class File(db.Model):  # type: ignore[name-defined, misc]
    __tablename__ = "file"
    __table_args__ = (ForeignKeyConstraint(["ticket_id", "version"], ["event.ticket_id", "event.version"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ticket_id: Mapped[int | None]
    version: Mapped[int | None]
    position: Mapped[int]
    name: Mapped[str]
