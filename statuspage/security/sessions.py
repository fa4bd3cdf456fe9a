"""Desk sessions: a random key in an HttpOnly cookie, and only its hash in the database. Every login makes a new one."""

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Request, current_app
from sqlalchemy import ColumnElement, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from statuspage import wearing
from statuspage.db import db
from statuspage.domain.base import Base
from statuspage.domain.errors import N_, Refused
from statuspage.domain.nudges.browsers import signed_out_everywhere
from statuspage.domain.our_company import OurCompany
from statuspage.domain.people.agents import Agent, agent_by_email
from statuspage.domain.people.presence import Presence
from statuspage.security.obvious import is_obvious

SHORTEST_PASSWORD = 12  # characters
OBVIOUS = N_("Anyone would try this password among the first. Take a few words that nobody connects with you.")

_hasher = PasswordHasher()  # argon2id with the library's current defaults (RFC 9106, low memory)


def _nobodys_hash() -> str:
    """A hash that no password has; it is looked at for as long as any other. A start waits for none to be made."""
    salt, made = (base64.b64encode(secrets.token_bytes(n)).rstrip(b"=") for n in (_hasher.salt_len, _hasher.hash_len))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt.decode()}${made.decode()}"


_NOBODY = _nobodys_hash()


class DeskSession(Base):
    """One signed-in browser. ``key_hash`` is the SHA-256 of the cookie's value, in hex."""

    __tablename__ = "desk_session"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class SessionEnds(Base):
    """How many sessions were deleted, in one row. A trigger counts them, and the front then asks all streams again."""

    __tablename__ = "session_ends"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]


def refuse_weak(password: str, *names: str) -> None:
    """Refuse a password that is short, or that a guesser tries first (NIST SP 800-63B, 5.1.1).

    ``names`` are the person's and the company's own: names and mail address.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused("password", N_("A password has at least %(count)s characters."), count=SHORTEST_PASSWORD)
    if is_obvious(password, names):
        raise Refused("password", OBVIOUS)


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    return _hasher.hash(password)


def check_password(session: Session, email: str, password: str) -> Agent | None:
    """The agent with this address and password, or None. An unknown address takes as long as a wrong password."""
    agent = agent_by_email(session, email)
    stored = agent.password_hash if agent is not None and agent.is_active else _NOBODY
    try:
        _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return None
    return agent if agent is not None and agent.is_active else None


def sign_in(session: Session, agent: Agent, now: datetime, hours: int) -> str:
    """Begin a session; returns the cookie's value. Expired sessions are deleted on the way."""
    session.execute(delete(DeskSession).where(DeskSession.expires_at <= now))
    key = secrets.token_urlsafe(32)
    session.add(
        DeskSession(key_hash=_hash(key), agent_id=agent.id, created_at=now, expires_at=now + timedelta(hours=hours))
    )
    return key


def sign_out(session: Session, key: str) -> None:
    """End the session with this cookie's value; whose it was is at no ticket any more."""
    _end(session, DeskSession.key_hash == _hash(key))


def end_all(session: Session, agent_id: int, but_in: str = "") -> int:
    """End every session of this agent, and their being at any ticket; returns how many sessions there were.

    Nothing is told in their browsers from now on, but in the one with the mark ``but_in``, where they stay.
    """
    signed_out_everywhere(session, agent_id, but_in)
    return _end(session, DeskSession.agent_id == agent_id)


def present(request: Request, now: datetime) -> tuple[Agent, datetime] | None:
    """Who is at the desk with this request, and when their session ends by itself (UTC); None for nobody.

    The same statement tells whether our company is called or looks otherwise than it did (``wearing.py``).
    """
    key = request.cookies.get(cookie_name())
    if not key:
        return None
    query = (
        select(Agent, DeskSession.expires_at, select(OurCompany.version).scalar_subquery())
        .join(DeskSession, DeskSession.agent_id == Agent.id)
        .where(DeskSession.key_hash == _hash(key), DeskSession.expires_at > now, Agent.is_active)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return None
    wearing.renew(found[2])
    return found[0], found[1]


def cookie_name() -> str:
    """The name of the cookie. ``__Host-`` binds it to this host and to https, so plain http cannot have that."""
    return "__Host-desk" if is_https() else "desk"


def set_cookie(response: Response, key: str) -> None:
    """Give the browser its key, until the browser is closed or the session ends."""
    response.set_cookie(cookie_name(), key, httponly=True, secure=is_https(), samesite="Lax", path="/")


def drop_cookie(response: Response) -> None:
    """Take the key from the browser."""
    response.delete_cookie(cookie_name(), httponly=True, secure=is_https(), samesite="Lax", path="/")


def is_https() -> bool:
    """Whether people reach us over https, so that cookies can be limited to it."""
    return str(current_app.extensions["settings"].base_url).startswith("https://")


def _end(session: Session, which: ColumnElement[bool]) -> int:
    ended = session.scalars(delete(DeskSession).where(which).returning(DeskSession.agent_id)).all()
    session.execute(delete(Presence).where(Presence.agent_id.in_(set(ended))))
    return len(ended)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
