"""A quarter of ordinary weeks before the stories, for the team page to count. Every ticket in it is closed.

It shows only in numbers. The domain's own verbs make it, and it is the same whenever it is made on the same day.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from time import monotonic, sleep
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.promises import Due
from statuspage.domain.team.weeks import finished

ZONE = "Europe/Lisbon"
WEEKS = 13
HOUSES = (
    "Café Aurora",
    "Bar Central",
    "Hotel Miramar",
    "Bakery Norte",
    "Kiosk Jardim",
    "Canteen 44",
    "Tea & Toast",
    "Padaria Sol",
    "Café am Markt",
    "The Reading Room",
    "Studio Kitchen",
    "Harbour Inn",
)
TROUBLES = ("No steam", "The grinder is stuck", "It drips", "The scale is off", "Water tastes of metal", "A loud pump")
STAGES = ("We took it apart, and ordered the part.", "It is on the bench now.", "The part fits; it runs since noon.")


@dataclass(frozen=True, slots=True)
class _Desk:
    session: Session
    agents: tuple[Agent, ...]
    houses: tuple[Customer, ...]
    dice: Random


def remember(write: Callable[[], AbstractContextManager[Session]], agents: tuple[int, ...], now: datetime) -> None:
    """Make those weeks of these agents, each ticket in one transaction, which ``write`` opens.

    Nothing in them is later than ``now``, and nothing is left open. Behind each it rests for as long as that took:
    SQLite gives nobody a turn, so that whoever wanted to write from another process would find it taken each time.
    """
    begun, dice = now - timedelta(weeks=60), Random(7)  # noqa: S311 - not for a secret
    with write() as session:
        made = [add_customer(session, begun, name=name, zone=ZONE, reach="page") for name in HOUSES]
        houses = [house.id for house in made]
    mondays = finished(ZONE, now, WEEKS)
    for number, monday in enumerate(mondays):
        for day in _days(dice, number):
            began = monotonic()
            with write() as session:
                known = tuple(session.get_one(Agent, one) for one in agents)
                desk = _Desk(session, known, tuple(session.get_one(Customer, one) for one in houses), dice)
                _live(desk, monday + timedelta(days=day), slow=WEEKS - number, last=monday == mondays[-1])
            sleep(monotonic() - began)


def _days(dice: Random, number: int) -> Iterator[int]:
    """The days of a week on which somebody asks; in one week, in summer, hardly anybody does."""
    for _ in range(5 if number == 5 else dice.randrange(11, 15)):
        yield dice.randrange(3)


def _live(desk: _Desk, day: date, *, slow: int, last: bool) -> None:
    """One ticket: asked in the morning, heard within hours, solved some letters later. ``slow`` falls week by week."""
    dice, owner = desk.dice, desk.dice.choice(desk.agents)
    asked = _at(day, 8, dice.randrange(150))
    trouble, house = dice.choice(TROUBLES), dice.choice(desk.houses)
    ticket = open_ticket(desk.session, house, owner, asked, subject=trouble, story=f"{trouble}, since this morning.").id
    at = asked + timedelta(minutes=dice.randrange(12, 60 + 25 * slow))
    heard = trouble
    for stage in STAGES[dice.choice((1, 2, 2)) :]:
        due = _due(at, 16)
        agent_verbs.write_letter(desk.session, ticket, owner, at, body=stage, heard=heard, promise=due)
        if dice.random() < 0.07:
            other = next(agent for agent in desk.agents if agent is not owner)
            agent_verbs.hand_over(
                desk.session, ticket, owner, other, at + timedelta(minutes=5), note="Yours from here."
            )
            owner = other
        late = dice.random() < 0.012 * slow
        at, heard = due.at + timedelta(minutes=dice.randrange(20, 90) * (1 if late else -2)), ""
    _end(desk, ticket, owner, at, again=dice.random() < 0.07 and not last)


def _end(desk: _Desk, ticket: int, owner: Agent, at: datetime, *, again: bool) -> None:
    session, answered = desk.session, at + timedelta(hours=desk.dice.randrange(1, 20))
    agent_verbs.write_letter(session, ticket, owner, at, body="It ran all morning. Is it well again?", asks_solved=True)
    if again:
        customer_verbs.say_not_solved(session, ticket, answered, body="It was, for an hour.")
        later = answered + timedelta(hours=3)
        agent_verbs.write_letter(session, ticket, owner, later, body="A loose hose. And now?", asks_solved=True)
        customer_verbs.confirm(session, ticket, later + timedelta(hours=2))
        customer_verbs.reopen(session, ticket, later + timedelta(hours=20))
        agent_verbs.write_letter(session, ticket, owner, later + timedelta(hours=22), body="And now?", asks_solved=True)
        answered = later + timedelta(hours=24)
    if desk.dice.random() < 0.8:
        customer_verbs.confirm(session, ticket, answered)
    else:
        agent_verbs.close_unconfirmed(session, ticket, owner, answered + timedelta(hours=20))


def _due(at: datetime, hour: int) -> Due:
    """A promise for this hour of the next working day."""
    place = ZoneInfo(ZONE)
    day = at.astimezone(place).date() + timedelta(days=1)
    day += timedelta(days=max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)
    local = datetime.combine(day, time(hour), place)
    return Due(local, local.strftime("%Y-%m-%dT%H:%M"), ZONE)


def _at(day: date, hour: int, minutes: int) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(ZONE)) + timedelta(minutes=minutes)
