"""An open page, with every fragment that its stream brought, reads as a fresh one: nothing of it is left behind."""

import contextlib
import re
from collections.abc import Callable
from random import Random
from xml.etree.ElementTree import Element, tostring

import html5lib
import pytest
from sqlalchemy.orm import Session

from statuspage.domain import agent_verbs, companion_verbs, customer_verbs
from statuspage.domain.errors import Refused
from statuspage.domain.notes import add_note
from statuspage.domain.people.agents import Agent, tell_apart
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares import verbs as sharing
from statuspage.domain.shares.share import shares_of
from statuspage.present import times
from statuspage.protocol import Live
from tests.cast import due
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import Ana, fresh

SKIPPED = "hx-morph-skip"  # what a fragment leaves as it is, and nothing else:
LEFT = {
    *("csrf", "once", "seen", "copy", "begun", "laid"),  # the keys of a form
    *("is-writing", "writing", "sending", "colleagues", "companions-here", "reading", "announce"),  # who is there
    *(
        "told",
        "preview",
        "letter-saved",
        "letter-places",
        "letters-begun",
        "letter-laid",
        "letter-undo",
        "letter-gentle",
        "letter-gentle-said",
        "letter-at-hand",
        "letter-files-field",
        "composer-others",
        "answer",
    ),  # what was typed
}
SHOWN = PublicChoice(owner="name", subject="subject", letters=True, score=True)


class OpenPage:
    """A page in a window: its body as it was loaded, and what its stream has changed since."""

    def __init__(self, text: str) -> None:
        page = html5lib.parse(text, namespaceHTMLElements=False)
        self.title = "".join(page.find("head/title").itertext()).strip()
        self.body = page.find("body")

    def take(self, text: str, into: str = "#live") -> None:
        """As htmx does: the fragment goes into the live part, its partial templates to where they say."""
        news = html5lib.parseFragment(text, namespaceHTMLElements=False)
        whole = Element("div")
        whole.text = news.text
        for part in list(news):
            if part.tag == "title":
                self.title = "".join(part.itertext()).strip()
            elif part.tag == "template":
                self._put(part)
            else:
                whole.append(part)
        fill(self._find(into), whole)

    def _put(self, template: Element) -> None:
        if template.get("hx-target") == "#next" and self.body.find(".//*[@id='next']") is None:
            return  # it is of the page that has the queue alone
        target = self._find(template.get("hx-target"))
        if template.get("hx-swap") == "outerMorph":
            (made,) = list(template)
            target.attrib = dict(made.attrib)
            template = made
        fill(target, template)

    def _find(self, selector: str) -> Element:
        name = re.fullmatch(r"#([\w-]+)|label\[for=(\w+)\]", selector)
        assert name, selector
        path = f".//*[@id='{name[1]}']" if name[1] else f".//label[@for='{name[2]}']"
        found = self.body.find(path)
        assert found is not None, selector
        return found

    def reads(self) -> list[str]:
        """The body, a tag or a text a line."""
        return [self.title, *lines(self.body)]


def fill(target: Element, source: Element) -> None:
    """Put the one's content into the other; what is left as it is stays in its place."""
    left = {node.get("id"): node for node in target.iter() if SKIPPED in node.attrib and node.get("id")}
    for child in list(target):
        target.remove(child)
    target.text = source.text
    target.extend(list(source))
    for node in list(target.iter()):
        if (old := left.get(node.get("id"))) is not None and old is not node:
            node.text, node[:] = old.text, list(old)


def lines(body: Element) -> list[str]:
    copy = html5lib.parse(tostring(body, encoding="unicode", method="html"), namespaceHTMLElements=False).find("body")
    live = copy.find(".//*[@data-since]")
    for place in copy.iter():
        place.attrib.pop("data-since", None)
        for child in list(place):
            assert SKIPPED not in child.attrib or (child.get("id") or child.get("name")) in LEFT, child.attrib
            if (SKIPPED in child.attrib and child.get("id") != "answer") or child.get("id") in ("said", "announce"):
                fill(child, Element("div"))
                child.attrib.clear()
        if place.get("name") == "once":  # of a form outside the live part
            place.attrib.pop("value", None)
        if "data-look" in place.attrib:  # a preview, which the studio's script fetches anew
            place.attrib.pop("src", None)
        if place.get("aria-current") == "page":  # of the queue: which ticket this page shows
            place.attrib.pop("aria-current")
        place.attrib.pop("data-query", None)
    assert live is not None
    text = tostring(copy, encoding="unicode", method="html")
    return [line for line in re.split(r"(?<=>)|(?=<)", re.sub(r"\s+", " ", text)) if line.strip()]


def happenings(ana: Ana) -> dict[str, Callable[[], object]]:
    """What can happen to a ticket, by everyone who can do anything."""
    cast = ana.cast
    maria, tom = cast.maria, cast.tom

    def promise() -> object:
        return due(ana.clock(), hours=30)

    return {
        "letter": lambda: ana.write(is_public=True, step="working"),
        "private letter": lambda: ana.write("Between us."),
        "question": lambda: ana.write("Does it work?", asks_solved=True),
        "reply": lambda: ana.do(customer_verbs.reply, body="And?"),
        "right": lambda: ana.do(customer_verbs.say_heard_right),
        "not quite": lambda: ana.do(customer_verbs.say_not_quite, body="It was the fuse."),
        "call": lambda: ana.do(customer_verbs.ask_call, phone="+351 21 555 0142", when="today after four"),
        "yes": lambda: ana.do(customer_verbs.confirm),
        "not yet": lambda: ana.do(customer_verbs.say_not_solved, body="It hisses."),
        "reopen": lambda: ana.do(customer_verbs.reopen),
        "close": lambda: ana.do(agent_verbs.close_unconfirmed, maria),
        "hand over": lambda: ana.do(agent_verbs.hand_over, maria, tom, note="Tom has the part."),
        "move": lambda: ana.run(agent_verbs.move_promise, ana.id, maria, ana.clock.forward(minutes=1), promise()),
        "thanks": lambda: ana.do(customer_verbs.thank, 2),
        "felt": lambda: ana.do(customer_verbs.say_felt, listened="partly", body="Mostly."),
        "note": lambda: ana.do(add_note, maria, body="Among us."),
        "hand back": lambda: ana.do(agent_verbs.hand_over, tom, maria, note="Maria has the time."),
        "Maria shows nothing": lambda: ana.run(change, maria.id, public_as="nobody"),
        "Maria shows her face": lambda: ana.run(change, maria.id, public_as="photo"),
        "Maria is Mia": lambda: ana.run(change, maria.id, public_name="Mia", first_name="Mia"),
        "hide the company": lambda: ana.run(
            publish, ana.id, PublicChoice(company=False, owner="nobody"), ana.clock.forward(minutes=1)
        ),
        "publish": lambda: ana.run(publish, ana.id, SHOWN, ana.clock.forward(minutes=1)),
        "show the company": lambda: ana.run(
            publish, ana.id, PublicChoice(company=True, promise=True), ana.clock.forward(minutes=1)
        ),
        "new feed": lambda: ana.run(sharing.rotate, ana.id, "feed", ana.clock.forward(minutes=1)),
        "no calendar": lambda: ana.run(sharing.withdraw, ana.id, "calendar", ana.clock.forward(minutes=1)),
        "calendar": lambda: ana.run(sharing.restore, ana.id, "calendar", ana.clock.forward(minutes=1)),
        "Joana comes": lambda: ana.do(companion_verbs.let_in, name="Joana Reis", may_write=True),
        "Joana writes": lambda: ana.do(customer_verbs.reply, body="Ana is out.", companion_id=1),
        "Rui comes": lambda: ana.do(companion_verbs.claim, name="Rui Reis"),
        "Rui goes": lambda: ana.do(companion_verbs.let_go, companion_id=2),
        "Rui only reads": lambda: ana.do(companion_verbs.change_rights, companion_id=2, may_write=False),
    }


def change(session: Session, agent_id: int, **new: str) -> None:
    agent = session.get_one(Agent, agent_id)
    for name, value in new.items():
        setattr(agent, name, value)
    tell_apart(session)


def live_through(ana: Ana, seed: int, follow: Callable[[], None]) -> list[str]:
    """A life of a ticket at random; `follow` is called after each thing that happened."""
    dice, done, can = Random(seed), [], happenings(ana)
    for name in dice.choices(list(can), k=18):
        with contextlib.suppress(Refused):
            can[name]()
            done.append(name)
        ana.clock.forward(minutes=dice.choice([1, 7, 31]))
        follow()
    return done


def companion_of(ana: Ana) -> str:
    """The page of Joana, who may write, if she is here."""
    with fresh() as session:
        urls, keys = ana.app.extensions["urls"], shares_of(session, ana.id, 1)
        return urls.shared(keys["private"]).removeprefix(urls.base) if keys else ""


def address_of(ana: Ana, where: str) -> str:
    return {
        "page": ana.path,
        "studio": f"{ana.path}/studio",
        "desk": f"/desk/tickets/{ana.id}",
        "queue": "/desk",
        "public": ana.link("public"),
        "companion": companion_of(ana),
    }[where]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("where", ["page", "companion", "studio", "desk", "queue", "public"])
def test_an_open_page_reads_as_a_fresh_one_whatever_has_happened(ana: Ana, where: str, seed: int) -> None:
    ana.write(is_public=True)
    ana.run(publish, ana.id, SHOWN, ana.clock.forward(minutes=1))
    if where == "companion":
        ana.do(companion_verbs.let_in, name="Joana Reis", may_write=True)
    if where in ("desk", "queue"):
        log_in(ana.client)
    address = address_of(ana, where)
    page = OpenPage(ana.client.get(address).text)

    def follow() -> None:
        if where != "queue":
            page.take(ana.client.get(f"{address}/live", headers={"HX-Request": "true"}).text)
        if where in ("desk", "queue"):
            page.take(ana.client.get("/desk/live", headers={"HX-Request": "true"}).text, "#queue")

    done = live_through(ana, seed, follow)
    again = OpenPage(ana.client.get(address).text)
    assert page.reads() == again.reads(), done


@pytest.mark.parametrize("where", ["page", "studio", "desk", "public"])
def test_an_open_page_is_told_at_midnight_that_today_is_another_day(ana: Ana, where: str) -> None:
    """By the instants that it names itself, without anything that happens."""
    ana.write(is_public=True, hours=72)
    ana.run(publish, ana.id, PublicChoice(clock=False, promise=False, letters=True), ana.clock.forward(minutes=1))
    address, midnight = address_of(ana, where), times.midnight("Europe/Lisbon", ana.clock())
    log_in(ana.client)
    page = ana.client.get(f"{address}/live")
    assert "today, 09:1" in page.text
    while ana.clock() < midnight:
        told = Live.from_headers(page.headers)
        assert told
        assert told.until
        assert told.until <= midnight
        ana.clock.time = told.until
        log_in(ana.client)
        page = ana.client.get(f"{address}/live")
    assert "today, 09:1" not in page.text
    assert "yesterday, 09:1" in page.text
