"""The people of the tests: Ana the customer, Maria the agent, Tom her colleague; and Charlie, who has no key at all."""

import pickle
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent, add_agent
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.promises import Due, promised_for
from statuspage.domain.tickets import Ticket
from statuspage.security.sessions import hash_password

PASSWORD = "an espresso, please"
SUBJECT = "The machine heats up, then switches itself off"
STORY = "It did it again this morning."
_HASH: list[str] = []
_REMEMBERED: dict[str, bytes] = {}


@dataclass(frozen=True)
class Cast:
    maria: Agent
    tom: Agent
    ana: Customer
    ticket: Ticket


def gather(session: Session, now: datetime) -> Cast:
    """Ana has just asked; nobody has answered yet."""
    _HASH[:] = _HASH or [hash_password(PASSWORD)]  # slow on purpose, so once is enough
    maria = add_agent(
        session,
        now,
        email="maria@fernhill.example",
        name="Maria Okafor",
        password_hash=_HASH[0],
        zone="Europe/Lisbon",
        role="Repairs",
        place="Lisbon",
        pronoun="she",
        phone="+351 21 000 0000",
        photo="maria.svg",
        public_as="photo",
    )
    tom = add_agent(
        session,
        now,
        email="tom@fernhill.example",
        name="Tom Becker",
        password_hash=_HASH[0],
        zone="Europe/Berlin",
        public_as="photo",
    )
    ana = add_customer(
        session, now, name="Ana Reis", email="ana@example.org", phone="+351 91 000 0000", zone="Europe/Lisbon"
    )
    ticket = open_ticket(session, ana, maria, now, subject=SUBJECT, story=STORY)
    return Cast(maria, tom, ana, ticket)


def remember(kind: str, cast: Cast) -> None:
    """Who stands in every database of this kind that came with the cast."""
    _REMEMBERED[kind] = pickle.dumps(cast)


def recall(kind: str) -> Cast:
    """They again, each time as rows of their own: what one test does to them, no other one sees."""
    cast: Cast = pickle.loads(_REMEMBERED[kind])
    return cast


def due(now: datetime, zone: str = "Europe/Lisbon", **length: float) -> Due:
    """A promise this long from now."""
    return promised_for((now + timedelta(**length)).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M"), zone, now)
