"""Agents: the named people who own tickets, and when they are in."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, false, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from statuspage.domain import validation
from statuspage.domain.base import Base
from statuspage.domain.errors import N_, Refused
from statuspage.domain.news import tell_of_agent
from statuspage.domain.people.away import Away, away_at, back_at, read_away, without
from statuspage.domain.people.names import first_name_in, proposed_first_name, told_apart
from statuspage.domain.publication.consent import ConsentChanges

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PRONOUNS = ("", "she", "he", "they")
SHOWN_AS = ("nobody", "name", "photo")  # from least to most
NOTICES = ("words", "not_yet", "call", "handover", "soon", "late")  # what an agent is mailed about, unless they say
DIGEST = "digest"  # in the morning, for whoever asks for it
OFFICE_HOURS = {day: ["09:00", "17:00"] for day in DAYS[:5]}
_AHEAD = timedelta(days=9)  # how far hours are looked at: a week, and what is left of a day at either end
_EATEN = timedelta(days=8)  # an absence that begins later leaves something of the week before it

Hours = Mapping[str, Sequence[str]]  # of a day in DAYS: when it begins and when it ends
Span = tuple[datetime, datetime]  # from and to, in UTC


class Agent(Base):
    """One person at the desk. ``place`` is where they work, as they say it.

    ``hours`` maps a day to the wall-clock times in ``zone`` at which they come and go. A day that ends before it begins
    goes on after midnight. ``public_as`` is what they agree to be shown as on public views: not at all, by first name,
    or with their photo too.

    ``public_name`` is how their letters are signed, and ``called`` the same, with as much of the family name as tells
    them from a colleague of that name: it is for colleagues and customers, and no public view reads it. ``first_name``
    is what public views may call them; it is proposed, and theirs to confirm.

    ``speaks`` are the languages in which they write to customers, by their tags; none, where it is only that of their
    desk. Whoever ``takes_new`` gets what is asked by anyone, and ``chosen_at`` is when they last did. ``absences`` are
    when they are away, as people/away.py writes them. ``hold_seconds`` is how long their letters are held
    (``desk/held_letters.py``), None for as long as the team's are.
    """

    __tablename__ = "agent"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    public_name: Mapped[str] = mapped_column(String(120))
    first_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    called: Mapped[str] = mapped_column(String(250), default="", server_default="")
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
    speaks: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    takes_new: Mapped[bool] = mapped_column(default=True, server_default=true())
    chosen_at: Mapped[datetime | None]
    absences: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    notices: Mapped[list[str]] = mapped_column(default=lambda: list(NOTICES), server_default=json.dumps(NOTICES))
    hold_seconds: Mapped[int | None]
    is_demo: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]

    @property
    def shown_as(self) -> str:
        """What public views may show of them now: what they agreed to, and nothing once they were let go."""
        return self.public_as if self.is_active else "nobody"

    @property
    def away(self) -> tuple[Away, ...]:
        """When they are away: now, ahead, and lately."""
        return read_away(self.absences)


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """One line that agents write about themselves, in their own words; they may leave it empty.

    ``name`` is its column in ``Agent`` and its field at the desk, where ``label`` and ``hint`` stand beside it: two
    messages that are yet to be translated.
    """

    name: str
    label: str
    hint: str


PROFILE_LINES = (
    ProfileLine("role", N_("What you do"), N_("Such as “Repairs”.")),
    ProfileLine("place", N_("Where you work"), N_("Such as “Lisbon”.")),
)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether someone is in, and the instant (UTC) at which that changes; None when it never does."""

    is_in: bool
    changes_at: datetime | None


def add_agent(
    session: Session,
    now: datetime,
    *,
    email: str,
    name: str,
    password_hash: str,
    public_name: str = "",
    first_name: str = "",
    pronoun: str = "",
    role: str = "",
    place: str = "",
    zone: str = "UTC",
    hours: Hours = OFFICE_HOURS,
    phone: str = "",
    photo: str = "",
    public_as: str = "nobody",
    language: str = "en",
) -> Agent:
    """Add an agent. Letters are signed with the first name unless ``public_name`` is given.

    What public views may call them is proposed from these, and theirs to confirm.
    """
    name = validation.line("name", name)
    agent = Agent(
        email=validation.mail("email", email),
        name=name,
        public_name=validation.line("public_name", public_name or first_name_in(name)),
        first_name=validation.line("first_name", first_name or proposed_first_name(name, public_name)),
        zone=validation.zone("zone", zone),
        hours=_hours(hours),
        pronoun=validation.choice("pronoun", pronoun, PRONOUNS),
        public_as=validation.choice("public_as", public_as, SHOWN_AS),
        role=role,
        place=place,
        phone=phone,
        photo=photo,
        language=language,
        password_hash=password_hash,
        created_at=now,
    )
    if agent_by_email(session, agent.email) is not None:
        raise Refused("email", N_("There is already an agent with this mail address."))
    session.add(agent)
    tell_apart(session)
    return agent


def change_agent(
    agent: Agent,
    *,
    name: str,
    public_name: str,
    first_name: str,
    phone: str,
    pronoun: str,
    zone: str,
    hours: Hours,
    language: str,
    **lines: str,
) -> None:
    """Change how an agent is met and reached; ``lines`` are those of ``PROFILE_LINES``, each "" unless it is given.

    When one of these is refused, none of them changes.
    """
    checked = {
        "name": validation.line("name", name),
        "public_name": validation.line("public_name", public_name or first_name_in(name)),
        "first_name": validation.line("first_name", first_name or proposed_first_name(name, public_name)),
        **{line.name: validation.line(line.name, lines.get(line.name, ""), required=False) for line in PROFILE_LINES},
        "phone": validation.phone("phone", phone, required=False),
        "pronoun": validation.choice("pronoun", pronoun, PRONOUNS),
        "zone": validation.zone("zone", zone),
        "hours": _hours(hours),
        "language": language,
    }
    for column, value in checked.items():
        setattr(agent, column, value)
    if (session := object_session(agent)) is not None:
        tell_apart(session)
        tell_of_agent(session, agent.id)


def tell_apart(session: Session) -> None:
    """Work out anew what agents are called, as a first name may be another's too.

    Pages that were made with a name of before are made anew: they are known by the count of such changes.
    """
    session.flush()
    agents = list(session.scalars(select(Agent)))
    names = told_apart({one.id: (one.public_name, one.name) for one in agents})
    changed = [one for one in agents if one.called != names[one.id]]
    for one in changed:
        one.called = names[one.id]
    if changed:
        session.execute(update(ConsentChanges).values(changes=ConsentChanges.changes + 1))
    session.flush()


def change_address(session: Session, agent: Agent, email: str) -> None:
    """Give an agent another mail address to sign in with."""
    address = validation.mail("email", email)
    if agent_by_email(session, address) not in (None, agent):
        raise Refused("email", N_("There is already an agent with this mail address."))
    agent.email = address


def agree_to_be_shown(agent: Agent, public_as: str) -> None:
    """Set what public views may show of this agent. It is theirs alone to say, and holds everywhere at once."""
    agent.public_as = validation.choice("public_as", public_as, SHOWN_AS)


def choose_notices(agent: Agent, chosen: Iterable[str]) -> None:
    """Set what this agent is mailed about: any of ``NOTICES``, and the digest. Unknown names are left out."""
    wanted = set(chosen)
    agent.notices = [name for name in (*NOTICES, DIGEST) if name in wanted]


def take_new(agent: Agent, speaks: Iterable[str], *, takes_new: bool) -> None:
    """Set in which languages (by their tags) this agent writes, and whether what anyone asks comes to them."""
    agent.speaks, agent.takes_new = list(dict.fromkeys(speaks)), takes_new


def agent_by_email(session: Session, email: str) -> Agent | None:
    """The agent with this mail address, whatever its case; None for an unknown one."""
    address = email.strip().lower()
    return session.scalar(select(Agent).where(Agent.email == address)) if address.isprintable() else None


def is_here(session: Session, agent: Agent) -> bool:
    """Whether this agent works here now. They cannot be let go before this transaction has ended."""
    found = select(Agent.is_active).where(Agent.id == agent.id).with_for_update(read=True)
    return bool(session.scalar(found))


def stand_in(session: Session, agent: Agent, at: datetime) -> Agent:
    """Who looks after what is this agent's at this instant: they, or while they are away whoever covers."""
    gone = away_at(agent.away, at)
    cover = session.get(Agent, gone.cover_id) if gone is not None and gone.cover_id else None
    return cover if cover is not None and cover.is_active else agent


def colleagues(session: Session, but: int | None = None) -> list[Agent]:
    """Every active agent, by name; without the one with the id ``but``."""
    return list(session.scalars(select(Agent).where(Agent.is_active, Agent.id != (but or 0)).order_by(Agent.name)))


def names_by_id(session: Session) -> dict[int, str]:
    """What each agent is called, by their id, also of those who were let go."""
    return {row.id: row.called for row in session.execute(select(Agent.id, Agent.called))}


def availability(hours: Hours, zone: str, now: datetime, away: Sequence[Away] = ()) -> Availability:
    """Whether ``now`` is within these hours, and they are not ``away``.

    The next change is looked for up to a week ahead, and where they are away, a week after that.
    """
    for opens, closes in times_in(hours, zone, now, away):
        if now < opens:
            return Availability(False, opens)
        if now < closes:
            return Availability(True, closes)
    has_hours = any(hours.values())
    until = max((one.ends for one in away if now < one.ends and one.begins < now + _EATEN), default=now)
    back = back_at(away, until if has_hours else now)
    if back == now:
        return Availability(False, None)
    later = availability(hours, zone, back, away) if has_hours else Availability(True, None)
    return Availability(False, back if later.is_in else later.changes_at)


def is_in(hours: Hours, zone: str, at: datetime, away: Sequence[Away] = ()) -> bool:
    """Whether they are in at this instant. Whoever gives no hours always is, unless they are away."""
    found = availability(hours, zone, at, away)
    return found.is_in or (not any(hours.values()) and found.changes_at is None)


def in_from(hours: Hours, zone: str, now: datetime, away: Sequence[Away] = ()) -> datetime:
    """The instant (UTC), from ``now`` on, at which they are in. Whoever gives no hours always is, unless away.

    Whoever is not in within a week is not waited for.
    """
    found = availability(hours, zone, now, away)
    return now if found.is_in else found.changes_at or now


def times_in(hours: Hours, zone: str, now: datetime, away: Sequence[Away] = ()) -> list[Span]:
    """The times in (UTC), from yesterday, whose night may still last, to a week ahead. Those that touch become one."""
    here, found = ZoneInfo(zone), list[Span]()
    for ahead in range(-1, _AHEAD.days):
        day = now.astimezone(here).date() + timedelta(days=ahead)
        if not (span := hours.get(DAYS[day.weekday()])):
            continue
        first, last = (time.fromisoformat(wall) for wall in span)
        until = day + timedelta(days=last <= first)  # a night goes on into the next day
        opens, closes = (datetime.combine(*wall, here).astimezone(UTC) for wall in ((day, first), (until, last)))
        found.append((opens, closes))
    return without(merged(found), away)


def merged(given: Iterable[Span]) -> list[Span]:
    """These spans in order, with those that touch or overlap made one."""
    whole: list[Span] = []
    for opens, closes in sorted(given):
        if whole and opens <= whole[-1][1]:
            whole[-1] = whole[-1][0], max(closes, whole[-1][1])
        else:
            whole.append((opens, closes))
    return whole


def _hours(hours: Hours) -> dict[str, Any]:
    """These hours as the column takes them, or ``Refused``."""
    for day, span in hours.items():
        try:
            opens, closes = (time.fromisoformat(wall) for wall in span or ("00:00", "00:01"))
            usable = day in DAYS and opens != closes
        except (TypeError, ValueError):
            usable = False
        if not usable:
            raise Refused("hours", N_("Please give hours by day, from and to, such as 09:00 to 17:00."))
    return dict(hours)
