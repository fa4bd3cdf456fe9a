"""Whose tickets are looked at: one's own, everyone's, or a colleague's. It stands in the address, as ``of``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy.orm import Session

from statuspage.domain.desk.lists import COUNTED
from statuspage.domain.desk.workload import OpenTickets, TeamCounts, count_open
from statuspage.domain.people.agents import Agent
from statuspage.forms import number
from statuspage.present.languages import gettext
from statuspage.surfaces.desk.blueprint import urls

EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to look: its name, how many open tickets it has, in words, its address, and whether one looks so now."""

    name: str
    count: str
    address: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tickets these are: ``owner_id``, None for everyone's, and ``of`` as an address says it, "" for one's own.

    ``name`` is the colleague's, "" for the other two. ``views`` are one's own, everyone's, and what may be no person's;
    ``colleagues`` are the rest. ``late`` leads to every promise of the team that is late, while there are any. ``team``
    is everyone, with when they are away.
    """

    of: str
    owner_id: int | None
    name: str
    views: tuple[Way, ...]
    colleagues: tuple[Way, ...]
    late: tuple[Way, ...]
    team: tuple[OpenTickets, ...] = ()


def whose(session: Session, agent: Agent, asked: str, at: datetime, address: Callable[[str], str]) -> Whose:
    """What the address asks for with ``of``; for whoever nobody knows, one's own. ``address`` leads to the others."""
    counts = count_open(session, at)
    team = counts.agents
    of = _known(asked, agent, team)
    mine, others = (tuple(one for one in team if (one.agent_id == agent.id) is is_me) for is_me in (True, False))
    return Whose(
        of=of,
        owner_id=None if of == EVERYONE else int(of or agent.id),
        name=next((one.name for one in others if str(one.agent_id) == of), ""),
        views=(
            Way(gettext("Mine"), _counted(mine), address(""), of == ""),
            Way(gettext("Everyone"), _counted(team), address(EVERYONE), of == EVERYONE),
            *_to_look_at(counts),
        ),
        colleagues=tuple(_view(one, of, address) for one in others),
        late=_late(counts),
        team=team,
    )


def asked_of() -> str:
    """Whose tickets whoever asks looks at, by the address, or by the form on a page that said so."""
    return str(request.values.get("of", ""))


def still_of() -> dict[str, str]:
    """What an address says so that one goes on to look at the same people's tickets."""
    of = asked_of()
    return {"of": of} if of else {}


def many(count: int) -> str:
    """A count that stops: "99+" where there are a hundred, or more."""
    return str(count) if count < COUNTED else f"{COUNTED - 1}+"


def _late(counts: TeamCounts) -> tuple[Way, ...]:
    """Where every promise of the team stands that is late, while there are any."""
    address = urls().tickets(of=EVERYONE, state="late")
    return (Way(gettext("Late"), many(counts.late), address, False),) if counts.late else ()


def _to_look_at(counts: TeamCounts) -> tuple[Way, ...]:
    """Where those stand that may be no person's, while there are any."""
    if not counts.to_look_at:
        return ()
    return (Way(gettext("To look at"), many(counts.to_look_at), urls().tickets(state="look"), False),)


def _known(asked: str, agent: Agent, team: tuple[OpenTickets, ...]) -> str:
    if asked == EVERYONE:
        return EVERYONE
    wanted = number(asked)
    return str(wanted) if wanted != agent.id and any(one.agent_id == wanted for one in team) else ""


def _view(one: OpenTickets, of: str, address: Callable[[str], str]) -> Way:
    name = str(one.agent_id)
    return Way(one.name, _counted((one,)), address(name), of == name)


def _counted(found: tuple[OpenTickets, ...]) -> str:
    return many(sum(one.count for one in found))
