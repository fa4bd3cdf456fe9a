"""Fresh tickets for the browser tests, each with its own words and links, so that no test waits for another."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import hand_over, write_letter
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent, agent_by_email
from statuspage.domain.people.customers import Customer, add_customer
from statuspage.domain.promises import Due, promised_for
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from statuspage.domain.way_in.overviews import join
from tests.browser.server import Server

SUBJECT = "The machine heats up, then switches itself off"
STORY = "It did it again this morning, with the café full of people."
HEARD = "you have guests on Saturday and a machine that dies mid-pour"
LETTER = "Ana, I have your machine on the bench and it is warming up in front of me."
SHOWN = PublicChoice(subject="subject", letters=True)


@dataclass(frozen=True)
class Fresh:
    """A ticket and where people find it."""

    server: Server = field(repr=False)
    id: int
    links: dict[str, str]

    @property
    def page(self) -> str:
        return self.links["private"]

    @property
    def desk(self) -> str:
        return f"{self.server.url}/desk/tickets/{self.id}"

    @property
    def version(self) -> int:
        return int(self.server.do(lambda session: session.get(Ticket, self.id).version))

    def public(self, scope: str = "public") -> str:
        """The address of the public view (or its feed, card, badge), once it is switched on."""
        shares = self.server.do(shares_of, self.id)
        return str(self.server.app.extensions["urls"].shared(shares[scope]))

    def overview(self) -> str:
        """The address of all of the customer's tickets; their mails lie in the demo's mailboxes from now on."""
        return str(self.server.app.extensions["urls"].mine(*self.server.do(_overview, self.id)))

    def publish(self, choice: PublicChoice = SHOWN) -> None:
        self.server.do(publish, self.id, choice, now())

    def hand_over(self, to: str) -> None:
        """Maria gives it to a colleague."""
        self.server.do(_hand_over, self.id, to)

    def letter(self, body: str = LETTER, *, by: str = "maria", **rest: Any) -> int:
        """A letter by an agent, without a browser; its version."""
        return int(self.server.do(_write, self.id, by, body, rest))


def _overview(session: Session, ticket_id: int) -> tuple[int, int]:
    """The number of the customer's overview, and the generation of its key."""
    customer = session.get_one(Customer, session.get_one(Ticket, ticket_id).customer_id)
    customer.email, customer.is_demo = f"ana.{ticket_id}@example.org", True
    found = join(session, customer.email, now())
    return found.id, found.generation


def _hand_over(session: Session, ticket_id: int, to: str) -> None:
    maria, colleague = (agent_by_email(session, f"{name}@fernhill.example") for name in ("maria", to))
    assert maria is not None
    assert colleague is not None
    hand_over(session, ticket_id, maria, colleague, now(), note="Tom has the part.")


def fresh(
    server: Server,
    *,
    name: str = "Ana Reis",
    language: str = "en",
    heard: bool = True,
    letters: int = 0,
    hours: float = 24,
) -> Fresh:
    """A new ticket of Maria's; ``heard`` with her first letter already there, ``letters`` more after it.

    The next is promised in so many ``hours``: the queue shows the first fifty.
    """
    ticket_id, links = server.do(_open, server, name, language)
    ticket = Fresh(server, ticket_id, links)
    if heard:
        ticket.letter(heard=HEARD, is_public=True, promise=due(hours=hours))
    for number in range(letters):
        ticket.letter(f"Letter number {number + 1} about your machine.")
    return ticket


def another(server: Server, ticket: Fresh, subject: str) -> Fresh:
    """One more ticket of the same customer, which nobody has heard."""

    def ask(session: Session) -> tuple[int, dict[str, str]]:
        first = session.get_one(Ticket, ticket.id)
        customer, owner = session.get_one(Customer, first.customer_id), session.get_one(Agent, first.owner_id)
        made = open_ticket(session, customer, owner, now(), subject=subject, story=f"{subject}, since Monday.")
        urls = server.app.extensions["urls"]
        return made.id, {scope: urls.shared(share) for scope, share in shares_of(session, made.id).items()}

    ticket_id, links = server.do(ask)
    return Fresh(server, ticket_id, links)


def now() -> datetime:
    return datetime.now(UTC)


def due(**length: float) -> Due:
    zone = "Europe/Lisbon"
    return promised_for(
        (now() + timedelta(**length)).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M"), zone, now()
    )


def _open(session: Session, server: Server, name: str, language: str) -> tuple[int, dict[str, str]]:
    customer = add_customer(session, now(), name=name, email="ana@example.org", zone="Europe/Lisbon", language=language)
    maria = session.scalars(select(Agent).where(Agent.name.like("Maria%"))).one()
    asked = now() - timedelta(hours=3)
    ticket = open_ticket(session, customer, maria, now(), subject=SUBJECT, story=STORY, asked_at=asked)
    urls = server.app.extensions["urls"]
    return ticket.id, {scope: urls.shared(share) for scope, share in shares_of(session, ticket.id).items()}


def _write(session: Session, ticket_id: int, by: str, body: str, rest: dict[str, Any]) -> int:
    agent = agent_by_email(session, f"{by}@fernhill.example")
    assert agent is not None
    if not rest.get("asks_solved"):
        rest.setdefault("promise", due(days=1))
    return write_letter(session, ticket_id, agent, now(), body=body, **rest).version
