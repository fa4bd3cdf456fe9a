"""The rule by which whoever asks gets somebody: one function, that says whom and why."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.desk.workload import Load, loads
from statuspage.domain.people.agents import Agent, in_from
from statuspage.domain.way_in.topics import Topic

CRITERIA = ("topic", "language", "in", "least", "turn")
_ONLY = 1  # the key of the one row


class AssignmentRule(Base):
    """The team's own rule: any of ``CRITERIA``, in the order in which they count. There is one row, or none."""

    __tablename__ = "assignment_rule"

    id: Mapped[int] = mapped_column(primary_key=True)
    criteria: Mapped[list[str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may get a ticket. ``in_from`` is when they are in (UTC), now or next; ``is_in`` says that it is now.

    ``speaks`` are languages; ``knows_topic`` says that the team named them for what was asked; ``count`` is how many
    tickets wait for a word from them, and ``chosen_at`` when the rule last chose them.
    """

    agent_id: int
    speaks: frozenset[str]
    knows_topic: bool
    is_in: bool
    in_from: datetime
    count: int
    chosen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who gets it, and ``why``: the criteria that told them from a colleague, in the order in which they counted.

    ``is_in`` says whether they are in now. ``language`` is the one for which they were chosen, where that counted.
    """

    agent_id: int
    why: tuple[str, ...]
    is_in: bool
    language: str | None


def read_rule(session: Session) -> tuple[str, ...]:
    """The criteria in the order in which they count: the team's, or all in their usual order."""
    found = session.get(AssignmentRule, _ONLY)
    return CRITERIA if found is None else tuple(name for name in found.criteria if name in CRITERIA)


def save_rule(session: Session, criteria: Iterable[str]) -> None:
    """Let these criteria count, in this order, each once. Unknown names are left out."""
    kept = [name for name in dict.fromkeys(criteria) if name in CRITERIA]
    upsert(session, AssignmentRule, ("id",), (_ONLY,), criteria=kept)


def assign(
    session: Session, now: datetime, *, topic: Topic | None, language: str, but: int | None = None
) -> Assignment:
    """Choose by the team's rule who gets what was asked in this language now, and remember that it was their turn.

    There is always somebody, while anyone works here, save the agent with the id ``but``. Raises LookupError where
    nobody does.
    """
    team = [load for load in loads(session, now) if load.agent.id != but]
    chosen = choose(_candidates(team, now, topic), read_rule(session), language)
    session.execute(update(Agent).where(Agent.id == chosen.agent_id).values(chosen_at=now))
    return chosen


def choose(candidates: Sequence[Candidate], rule: Sequence[str], language: str) -> Assignment:
    """Whom the rule chooses: each criterion leaves those whom it suits best, until one is left.

    Where all of them leave several, it is the one who has worked here longest. Raises LookupError for no candidates.
    """
    left, why = list(candidates), list[str]()
    for name in rule:
        suited = _BEST[name](left, language)
        if len(suited) < len(left):
            why.append(name)
        left = suited
    if not left:
        raise LookupError("nobody works here who could be asked")
    found = min(left, key=lambda one: one.agent_id)
    spoken = min(_wanted(language) & found.speaks) if "language" in why else None
    return Assignment(found.agent_id, tuple(why), found.is_in, spoken)


def speaks(agent: Agent) -> frozenset[str]:
    """The languages in which this agent writes to customers: those that they named, or that of their desk."""
    return frozenset(agent.speaks or (agent.language,))


def _candidates(team: Iterable[Load], now: datetime, topic: Topic | None) -> list[Candidate]:
    """Everyone who takes new tickets and is not away; everyone else who is not, and everyone, where nobody does."""
    team = list(team)
    there = [load for load in team if not _is_missed(load, now)]
    here = [load for load in there if load.agent.takes_new] or there
    here = here or [load for load in team if load.agent.takes_new] or team
    knowing = set(topic.agents) if topic else set[int]()
    return [
        Candidate(
            agent_id=load.agent.id,
            speaks=speaks(load.agent),
            knows_topic=load.agent.id in knowing,
            is_in=load.is_in,
            in_from=in_from(load.agent.hours, load.agent.zone, now, load.agent.away),
            count=load.count,
            chosen_at=load.agent.chosen_at,
        )
        for load in here
    ]


def _is_missed(load: Load, now: datetime) -> bool:
    """Whether they are away now, or at the time at which they would be in next."""
    hours, zone, away = load.agent.hours, load.agent.zone, load.agent.away
    return bool(away) and in_from(hours, zone, now, away) > in_from(hours, zone, now)


def _those(candidates: list[Candidate], suits: Callable[[Candidate], bool]) -> list[Candidate]:
    return [one for one in candidates if suits(one)] or candidates


def _by_language(candidates: list[Candidate], language: str) -> list[Candidate]:
    """Those who speak it; of a language of one country, such as Brazil's Portuguese, the language itself is enough."""
    return _those(candidates, lambda one: bool(_wanted(language) & one.speaks))


def _wanted(language: str) -> set[str]:
    return {language, language.replace("_", "-").partition("-")[0]}


def _by_presence(candidates: list[Candidate], _language: str) -> list[Candidate]:
    """Those who are in; at night those who are in first."""
    first = min((one.in_from for one in candidates), default=None)
    return _those([one for one in candidates if one.is_in] or candidates, lambda one: one.is_in or one.in_from == first)


def _least(candidates: list[Candidate], _language: str) -> list[Candidate]:
    fewest = min((one.count for one in candidates), default=0)
    return _those(candidates, lambda one: one.count == fewest)


def _in_turn(candidates: list[Candidate], _language: str) -> list[Candidate]:
    """Whoever was never chosen, else whoever waits longest."""
    never = [one for one in candidates if one.chosen_at is None]
    longest = min((one.chosen_at for one in candidates if one.chosen_at is not None), default=None)
    return never or _those(candidates, lambda one: one.chosen_at == longest)


_BEST: Mapping[str, Callable[[list[Candidate], str], list[Candidate]]] = {
    "topic": lambda candidates, _language: _those(candidates, lambda one: one.knows_topic),
    "language": _by_language,
    "in": _by_presence,
    "least": _least,
    "turn": _in_turn,
}


def knows(session: Session, agents: Iterable[int]) -> tuple[int, ...]:
    """Those of these ids that are agents who work here."""
    return tuple(session.scalars(select(Agent.id).where(Agent.id.in_(set(agents)), Agent.is_active)))
