"""The first start: whoever has the link that was printed says what the company is called, and is its first agent.

It is done once, by one person, in one transaction. An agent who was added by a command counts as well: where there is
somebody to let others in, nothing is open to whoever comes first.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, exists, select
from sqlalchemy.orm import Session

from statuspage.domain import audit
from statuspage.domain.errors import N_, Refused
from statuspage.domain.logos import MadeLogo
from statuspage.domain.our_company import OurCompany, change_our_company, our_company
from statuspage.domain.people.agents import Agent, add_agent

_BITS = 62  # of the number that the link is signed over; its signature has 128


@dataclass(frozen=True, slots=True)
class FirstAgent:
    """Who sets it up, as they typed it."""

    name: str
    email: str
    password_hash: str
    zone: str
    language: str


class SetUpAlready(Refused):
    """Somebody was quicker, or it was done long ago."""

    def __init__(self) -> None:
        super().__init__("", N_("This has been set up already."))


def is_set_up(connection: Connection | Session) -> bool:
    """Whether it was done, or somebody is at the desk anyway."""
    done = select(OurCompany.id).where(OurCompany.set_up_at.is_not(None))
    return bool(connection.scalar(select(exists(done) | exists(select(Agent.id)))))


def setup_key(session: Session, *, new: bool = False) -> int:
    """The number that the link is signed over, the same for all processes; a ``new`` one ends the old link.

    Raises ``SetUpAlready``.
    """
    ours = our_company(session, locked=True)
    if is_set_up(session):
        raise SetUpAlready
    if new or ours.setup_key is None:
        ours.setup_key = secrets.randbits(_BITS)
        session.flush()
    return ours.setup_key


def set_up(
    session: Session, now: datetime, *, key: int, facts: Mapping[str, str], logo: MadeLogo | None, first: FirstAgent
) -> Agent:
    """Do it, with the link over this ``key``: what the company is, and its first agent. Raises ``SetUpAlready``."""
    ours = our_company(session, locked=True)
    if is_set_up(session):
        raise SetUpAlready
    if ours.setup_key != key:
        raise Refused("token", N_("This link was replaced by a newer one. Take that, or print another."))
    agent = add_agent(
        *(session, now),
        name=first.name,
        email=first.email,
        password_hash=first.password_hash,
        zone=first.zone,
        language=first.language,
    )
    session.flush()
    change_our_company(session, now, facts, agent_id=agent.id, logo=logo)
    ours.set_up_at, ours.setup_key = now, None
    audit.note(session, "set_up", now, agent_id=agent.id)
    session.flush()
    return agent
