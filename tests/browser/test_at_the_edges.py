"""Tickets at the edge of what there can be: every word of them can be read, on any screen, and none lies on another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from statuspage.domain.agent_verbs import close_unconfirmed, write_letter
from statuspage.domain.customer_verbs import confirm, reply
from statuspage.domain.opening import open_ticket
from statuspage.domain.people.agents import Agent, agent_by_email
from statuspage.domain.people.customers import add_customer
from statuspage.domain.promises import Due, promised_for
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares.share import shares_of
from statuspage.domain.tickets import Ticket
from tests.browser.conftest import Visit
from tests.browser.measure import overlaps, settle, sideways, widen
from tests.browser.server import Server
from tests.browser.tickets import LETTER, STORY, SUBJECT, Fresh, now

ANYTHING = PublicChoice(owner="photo", subject="subject", letters=True)
WORD = "Entkalkungspatronen" * 10  # 190 signs without a blank
LONG_NAME = ("Ana Maria dos Santos " * 6)[:120].strip()
TWO_WAYS = "الماكينة model X-2 تتوقف after ten minutes ثم تعود"
ZONE = "Europe/Lisbon"


@dataclass
class Story:
    """One ticket as it is told: each deed at its own time, in a transaction of its own."""

    server: Server
    began: datetime
    name: str = "Ana Reis"
    subject: str = SUBJECT
    id: int = 0
    links: dict[str, str] = field(default_factory=dict)

    def open(self, story: str = STORY) -> "Story":
        def tell(session: Session) -> tuple[int, dict[str, str]]:
            customer = add_customer(session, self.began, name=self.name, email="ana@example.org", zone=ZONE)
            maria = _maria(session)
            ticket = open_ticket(session, customer, maria, self.began, subject=self.subject, story=story)
            urls = self.server.app.extensions["urls"]
            return ticket.id, {scope: urls.shared(share) for scope, share in shares_of(session, ticket.id).items()}

        self.id, self.links = self.server.do(tell)
        return self

    def letter(self, at: datetime, body: str = LETTER, **rest: object) -> "Story":
        def tell(session: Session) -> None:
            heard = "" if session.get_one(Ticket, self.id).heard_at else "what you said"
            promise = None if rest.get("asks_solved") else rest.pop("promise", None) or soon(at)
            write_letter(session, self.id, _maria(session), at, body=body, heard=heard, promise=promise, **rest)  # type: ignore[arg-type]

        self.server.do(tell)
        return self

    def does(self, verb: Callable[..., object], at: datetime, **rest: object) -> "Story":
        self.server.do(verb, self.id, at, **rest)
        return self

    def done(self) -> Fresh:
        self.server.do(publish, self.id, ANYTHING, now())
        return Fresh(self.server, self.id, self.links)


def _maria(session: Session) -> Agent:
    found = agent_by_email(session, "maria@fernhill.example")
    assert found is not None
    return found


def soon(at: datetime, **length: float) -> Due:
    return promised_for((at + timedelta(**(length or {"days": 1}))).strftime("%Y-%m-%dT%H:%M"), "UTC", at)


def long_words(server: Server) -> Fresh:
    at = now() - timedelta(days=2)
    told = Story(server, at, name=LONG_NAME, subject=("W" * 200)).open(WORD)
    told.letter(at + timedelta(hours=2), f"{WORD}\n\n> {WORD}\n\n- {WORD}", is_public=True)
    return told.does(reply, at + timedelta(hours=3), body=f"{WORD} {WORD}").done()


def two_ways(server: Server) -> Fresh:
    at = now() - timedelta(days=2)
    told = Story(server, at, name="فاطمة Fatima الزهراء", subject=TWO_WAYS).open(TWO_WAYS)
    return told.letter(at + timedelta(hours=2), f"{TWO_WAYS}\n\n{LETTER}", is_public=True).done()


def sixty_letters(server: Server) -> Fresh:
    at = now() - timedelta(days=70)
    told = Story(server, at).open()
    for day in range(60):
        told.letter(at + timedelta(days=day, hours=2), f"Letter number {day + 1}.", is_public=day % 3 == 0)
    return told.done()


def no_letter(server: Server) -> Fresh:
    return Story(server, now() - timedelta(minutes=5)).open().done()


def a_year_late(server: Server) -> Fresh:
    at = now() - timedelta(days=367)
    return Story(server, at).open().letter(at, is_public=True).done()


def closed_long_ago(server: Server) -> Fresh:
    at = now() - timedelta(days=3 * 365)
    told = Story(server, at).open().letter(at + timedelta(days=1), is_public=True)
    told.letter(at + timedelta(days=9), asks_solved=True, is_public=True)

    def close(session: Session) -> None:
        close_unconfirmed(session, told.id, _maria(session), at + timedelta(days=30))

    server.do(close)
    return told.done()


def all_in_a_minute(server: Server) -> Fresh:
    at = now() - timedelta(minutes=10)
    told = Story(server, at).open()
    for second, step in ((10, "looking"), (20, "working")):
        told.letter(at + timedelta(seconds=second), step=step, is_public=True)
    told.letter(at + timedelta(seconds=30), asks_solved=True, is_public=True)
    return told.does(confirm, at + timedelta(seconds=40)).done()


EDGES = {
    edge.__name__: edge
    for edge in (long_words, two_ways, sixty_letters, no_letter, a_year_late, closed_long_ago, all_in_a_minute)
}


@pytest.fixture(scope="module")
def told(server: Server) -> Callable[[str], Fresh]:
    return cache(lambda name: EDGES[name](server))


def windows(page: Page) -> Iterator[str]:
    """The page as wide as screens are; then enlarged four times, with letters as far apart as a reader may set them."""
    for width in (320, 360, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        settle(page)
        yield f"{width}"
    page.set_viewport_size({"width": 320, "height": 640})
    widen(page)
    settle(page)
    yield "320, spaced"


@pytest.mark.parametrize(
    "edge", [pytest.param(edge, marks=[] if edge == "long_words" else pytest.mark.torture) for edge in EDGES]
)
@pytest.mark.parametrize("where", ["customer", "public", "desk"])
def test_every_word_can_be_read_and_none_lies_on_another(
    visit: Visit, told: Callable[[str], Fresh], where: str, edge: str
) -> None:
    ticket = told(edge)
    address = {"customer": ticket.page, "desk": ticket.desk}.get(where) or ticket.public()
    page = visit(address, agent="maria" if where == "desk" else "")
    found = [f"{window}: {fault}" for window in windows(page) for fault in (*sideways(page), *overlaps(page))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("edge", EDGES)
def test_in_forced_colours_every_control_keeps_its_edge(visit: Visit, told: Callable[[str], Fresh], edge: str) -> None:
    page = visit(told(edge).page, forced_colors="active")
    bare = page.evaluate(
        """() => [...document.querySelectorAll("button, textarea, .files-choose, input")]
          .filter((one) => !["hidden", "radio"].includes(one.type))
          .filter((one) => one.checkVisibility() && !one.matches(".files [type=file]"))  // which lies within its label
          .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) < 1 && !one.closest(".is-quiet"))
          .map((one) => one.outerHTML.slice(0, 90))"""
    )
    assert bare == []


def test_the_measure_finds_words_that_lie_on_others_or_are_cut_off(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page)
    assert overlaps(page) == []
    page.evaluate("""() => {
      const title = document.querySelector("h1"), copy = title.cloneNode(true);
      title.before(copy);
      copy.style.cssText = `position: absolute; inline-size: ${title.clientWidth}px`;
    }""")
    assert any("lies on" in fault for fault in overlaps(page))
    page.evaluate("document.querySelector('h1').style = 'inline-size: 40px; overflow: hidden; white-space: nowrap'")
    assert any("is cut off" in fault for fault in overlaps(page))
