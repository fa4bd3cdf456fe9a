"""The people of Fernhill Coffee: three agents and eight customers; and the drafts that the agents begin from."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from statuspage.demo.drafts import add_drafts
from statuspage.demo.timing import Pace
from statuspage.domain.people.agents import DAYS, Agent, add_agent
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.security.sessions import hash_password

AWAKE = {day: ["07:00", "23:00"] for day in DAYS}
_WEEK = DAYS[:5]


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent of the demo; ``public_as`` is what they agreed to be shown as."""

    key: str
    name: str
    pronoun: str
    role: str
    place: str
    zone: str
    phone: str
    hours: dict[str, list[str]]
    public_as: str

    @property
    def email(self) -> str:
        """What they log in with."""
        return f"{self.key}@fernhill.example"

    @property
    def password(self) -> str:
        """Not a secret: the demo prints it, and production refuses the demo."""
        return f"fernhill-{self.key}"

    @property
    def pace(self) -> Pace:
        """When this agent is in."""
        return Pace(self.zone, self.hours)


@dataclass(frozen=True, slots=True)
class Drinker:
    """A customer of the demo, for so many ``years``; the rest is as a ``Customer`` has it."""

    name: str
    zone: str
    years: float
    reach: str
    reach_when: str = ""
    phone: str = ""
    email: str = ""
    language: str = "en"

    @property
    def pace(self) -> Pace:
        """When this customer is awake."""
        return Pace(self.zone, AWAKE)


_MARIA = {day: ["09:00", "18:00"] for day in _WEEK}
_TOM = {day: ["08:00", "17:00"] for day in _WEEK} | {"sat": ["09:00", "14:00"]}
_NOOR = {day: ["09:00", "17:30"] for day in ("sun", *_WEEK[:4])}

AGENTS = {
    worker.key: worker
    for worker in (
        Worker(
            "maria", "Maria Okafor", "she", "Repairs", "Lisbon", "Europe/Lisbon", "+351 21 555 0142", _MARIA, "photo"
        ),
        Worker(
            "tom",
            "Tom Becker",
            "he",
            "Front desk and parts",
            "Berlin",
            "Europe/Berlin",
            "+49 30 5550 187",
            _TOM,
            "photo",
        ),
        Worker("noor", "Noor Haddad", "", "Workshop", "Amman", "Asia/Amman", "+962 6 555 0119", _NOOR, "name"),
    )
}


CUSTOMERS = {
    "ana": Drinker("Ana Reis", "Europe/Lisbon", 7.5, "mail", "after 16:00", "+351 91 555 0163", "ana.reis@example.net"),
    "jonas": Drinker("Jonas Lind", "Europe/Stockholm", 4.2, "mail", "", "+46 70 555 01 28", "jonas.lind@example.net"),
    "fatima": Drinker(
        "Fatima Zahra",
        "Africa/Casablanca",
        2.1,
        "mail",
        "في المساء",
        "+212 6 5550 1194",
        "fatima.zahra@example.net",
        "ar",
    ),
    "kenji": Drinker("Kenji Mori", "Asia/Tokyo", 3.4, "page", "mornings, Tokyo time"),
    "lea": Drinker(
        "Lea Brandt",
        "Europe/Berlin",
        5.8,
        "mail",
        "am liebsten schriftlich",
        "+49 171 5550 133",
        "lea.brandt@example.net",
        "de",
    ),
    "priya": Drinker("Priya Nair", "Asia/Kolkata", 1.3, "mail", email="priya.nair@example.net"),
    "marcus": Drinker(
        "Marcus Cole",
        "America/Chicago",
        2.9,
        "phone",
        "lunch breaks and evenings",
        "+1 312 555 0175",
        "marcus.cole@example.net",
    ),
    "yusuf": Drinker("Yusuf Amin", "Africa/Nairobi", 0.6, "page", email="yusuf.amin@example.net"),
}


def gather(session: Session, now: datetime) -> tuple[dict[str, Agent], dict[str, Customer]]:
    """Add everyone, as if they had been here for years; returns them by their keys."""
    agents = {
        key: add_agent(
            session,
            now - timedelta(days=1_200),
            email=worker.email,
            name=worker.name,
            password_hash=hash_password(worker.password),
            pronoun=worker.pronoun,
            role=worker.role,
            place=worker.place,
            zone=worker.zone,
            phone=worker.phone,
            photo=f"{key}.svg",
            public_as=worker.public_as,
            hours=worker.hours,
        )
        for key, worker in AGENTS.items()
    }
    customers = {
        key: add_customer(
            session,
            now - timedelta(days=365 * drinker.years),
            name=drinker.name,
            zone=drinker.zone,
            reach=drinker.reach,
            reach_when=drinker.reach_when,
            phone=drinker.phone,
            email=drinker.email,
            language=drinker.language,
        )
        for key, drinker in CUSTOMERS.items()
    }
    for agent in agents.values():
        agent.is_demo = True
    for customer in customers.values():
        customer.is_demo = True
    add_drafts(session, agents, now)
    return agents, customers
