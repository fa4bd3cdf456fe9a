"""Agents: the named people who own tickets, and when they are in."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.errors import N_, Refused

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRONOUNS = ("", "she", "he", "they")
SHOWN_AS = ("nobody", "name", "photo")  # from least to most
OFFICE_HOURS = {day: ["09:00", "17:00"] for day in DAYS[:5]}


class Agent(Base):
    """One person at the desk. ``hours`` maps a day to opening and closing wall-clock times in ``zone``.

    A day that closes before it opens goes on after midnight.

    ``public_as`` is what they agree to be shown as on public views: nobody, by first name, or with their photo too.
    """

    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    public_name: Mapped[str] = mapped_column(String(120))
    pronoun: Mapped[str] = mapped_column(String(8), default="")
    role: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    zone: Mapped[str] = mapped_column(String(64))
    hours: Mapped[dict[str, Any]]
    phone: Mapped[str] = mapped_column(String(40), default="")
    photo: Mapped[str] = mapped_column(String(120), default="")
    public_as: Mapped[str] = mapped_column(String(8), default="nobody")
    language: Mapped[str] = mapped_column(String(12), default="en")
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether someone is in, and the instant (UTC) at which that changes; ``changes_at`` is None for "never"."""

    is_in: bool
    changes_at: datetime | None


def add_agent(session: Session, now: datetime, *, email: str, name: str, password_hash: str, **rest: Any) -> Agent:
    """Add an agent; ``rest`` are further columns. The public name is the first name unless given."""
    name = validation.line("name", name)
    agent = Agent(
        email=validation.mail("email", email),
        name=name,
        public_name=validation.line("public_name", rest.pop("public_name", "") or name.split()[0]),
        zone=validation.zone("zone", rest.pop("zone", "UTC")),
        hours=_hours(rest.pop("hours", OFFICE_HOURS)),
        pronoun=validation.choice("pronoun", rest.pop("pronoun", ""), PRONOUNS),
        public_as=validation.choice("public_as", rest.pop("public_as", "nobody"), SHOWN_AS),
        password_hash=password_hash,
        created_at=now,
        **rest,
    )
    if agent_by_email(session, agent.email) is not None:
        raise Refused("email", N_("There is already an agent with this mail address."))
    session.add(agent)
    session.flush()
    return agent


def change_agent(agent: Agent, **facts: Any) -> None:
    """Change how an agent is met and reached. ``facts`` are columns; one that is refused changes none of them."""
    checked = {
        "name": validation.line("name", facts["name"]),
        "public_name": validation.line("public_name", facts["public_name"] or facts["name"].strip().partition(" ")[0]),
        "role": validation.line("role", facts["role"], required=False),
        "place": validation.line("place", facts["place"], required=False),
        "phone": validation.phone("phone", facts["phone"], required=False),
        "pronoun": validation.choice("pronoun", facts["pronoun"], PRONOUNS),
        "zone": validation.zone("zone", facts["zone"]),
        "hours": _hours(facts["hours"]),
        "language": facts["language"],
    }
    for name, value in checked.items():
        setattr(agent, name, value)


def agree_to_be_shown(agent: Agent, public_as: str) -> None:
    """What this agent lets public views show of them; it is theirs alone to say, and holds everywhere at once."""
    agent.public_as = validation.choice("public_as", public_as, SHOWN_AS)


def agent_by_email(session: Session, email: str) -> Agent | None:
    """The agent with this address, however it is written; what cannot be an address is nobody's."""
    address = email.strip().lower()
    return session.scalar(select(Agent).where(Agent.email == address)) if address.isprintable() else None


def colleagues(session: Session, but: int | None = None) -> list[Agent]:
    """Every active agent by name, without the one with id ``but``."""
    return list(session.scalars(select(Agent).where(Agent.is_active, Agent.id != (but or 0)).order_by(Agent.name)))


def availability(hours: dict[str, Any], zone: str, now: datetime) -> Availability:
    """Whether these hours hold at ``now``, looking up to a week ahead for the next change."""
    for opens, closes in _spans(hours, ZoneInfo(zone), now):
        if now < opens:
            return Availability(False, opens)
        if now < closes:
            return Availability(True, closes)
    return Availability(False, None)


def _spans(hours: dict[str, Any], place: ZoneInfo, now: datetime) -> list[tuple[datetime, datetime]]:
    """From yesterday, whose night may still last, to a week from now; those that touch are one."""
    found: list[tuple[datetime, datetime]] = []
    for ahead in range(-1, 9):
        day = now.astimezone(place).date() + timedelta(days=ahead)
        if not (span := hours.get(DAYS[day.weekday()])):
            continue
        first, last = (time.fromisoformat(wall) for wall in span)
        until = day + timedelta(days=last <= first)  # a night goes on into the next day
        opens, closes = (datetime.combine(*wall, place).astimezone(UTC) for wall in ((day, first), (until, last)))
        if found and opens <= found[-1][1]:
            before = found.pop()
            opens, closes = before[0], max(closes, before[1])
        found.append((opens, closes))
    return found


def _hours(hours: dict[str, Any]) -> dict[str, Any]:
    for day, span in hours.items():
        try:
            opens, closes = (time.fromisoformat(wall) for wall in span or ("00:00", "00:01"))
            usable = day in DAYS and opens != closes
        except (TypeError, ValueError):
            usable = False
        if not usable:
            raise Refused("hours", N_("Please give hours by day, from and to, such as 09:00 to 17:00."))
    return hours
