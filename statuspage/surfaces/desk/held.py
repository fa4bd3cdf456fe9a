"""What an agent has sent and is held: told on every page of the desk, with the way to take it back."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.db import db
from statuspage.domain.desk.held_letters import LetterOnHold, read_held
from statuspage.domain.events import Event
from statuspage.domain.people.agents import Agent, names_by_id
from statuspage.domain.people.customers import Customer
from statuspage.domain.reading import entry_of, written
from statuspage.domain.tickets import Ticket
from statuspage.present import entries, mailing, times
from statuspage.present.languages import gettext
from statuspage.present.reader import Reader
from statuspage.security import access


@dataclass(frozen=True, slots=True)
class HeldPart:
    """One letter that was sent, and what has become of it, as ``text`` tells its writer; ``soon`` adds in how long.

    ``state`` is held, by_hand, sent, taken or returned. ``seconds`` are left until it goes, and ``went`` is the version
    as which it stands on the ticket now, each 0 where there is none. ``copy`` names the unsent letter that it has
    become, "" for one that has not.
    """

    id: int
    ticket_id: int
    state: str
    text: str
    soon: str = ""
    seconds: float = 0
    went: int = 0
    copy: str = ""


def holding_of(agent: Agent) -> int:
    """For how many seconds this agent's letters are held: 0 for none, ``BY_HAND`` until they say so."""
    team: int = current_app.extensions["settings"].letter_hold_seconds
    return team if agent.hold_seconds is None else agent.hold_seconds


def held_parts() -> list[HeldPart]:
    """Of the agent who is logged in, for the top of a whole page; nothing for nobody."""
    agent = access.agent_if_any()
    return [tell(db.session(), held, agent) for held in read_held(db.session(), agent.id)] if agent else []


def tell(session: Session, held: LetterOnHold, agent: Agent) -> HeldPart:
    """This letter for its writer, in their language and by their clock."""
    ticket = session.get_one(Ticket, held.ticket_id)
    customer, reader = session.get_one(Customer, ticket.customer_id), Reader(agent.zone, now())
    name = customer.first_name
    if held.outcome == "sent":
        return HeldPart(held.id, held.ticket_id, "sent", mailing.after_sending(customer), went=held.version or 0)
    if held.outcome == "taken":
        text = gettext("Your letter to %(name)s is taken back. It lies in its form again, unsent.", name=name)
        return HeldPart(held.id, held.ticket_id, "taken", text, copy=held.copy)
    if held.outcome:
        return HeldPart(held.id, held.ticket_id, "returned", _why(session, held, name, reader), copy=held.copy)
    if held.send_at is None:
        text = gettext("Your letter to %(name)s waits until you send it.", name=name)
        return HeldPart(held.id, held.ticket_id, "by_hand", text)
    return _waiting(held, held.send_at, name, reader)


def _waiting(held: LetterOnHold, send_at: datetime, name: str, reader: Reader) -> HeldPart:
    seconds = max((send_at - reader.now).total_seconds(), 0.0)
    time = times.second(send_at, reader.zone)
    text = gettext("Your letter to %(name)s goes at %(time)s. Until then you can take it back.", name=name, time=time)
    soon = gettext("That is in %(time)s.", time=times.seconds(round(seconds)))
    return HeldPart(held.id, held.ticket_id, "held", text, soon=soon, seconds=round(seconds, 1))


def _why(session: Session, held: LetterOnHold, name: str, reader: Reader) -> str:
    """Why it did not go: what happened first, or that it cannot go as it is."""
    if held.version is None:
        return gettext(
            "Your letter to %(name)s could not go as it was. It lies in its form again: send it, and you read why.",
            name=name,
        )
    row = session.execute(written(Event).where(Event.ticket_id == held.ticket_id, Event.version == held.version)).one()
    told = entries.told(entry_of(row, {}), Reader(reader.zone, reader.now, name), names_by_id(session))
    return gettext(
        "Your letter to %(name)s did not go, as something happened first: “%(what)s”. It lies in its form again, "
        "unsent.",
        name=name,
        what=told,
    )
