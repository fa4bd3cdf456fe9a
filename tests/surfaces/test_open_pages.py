"""An open page, with every fragment that its stream brought, reads as a fresh one: nothing of it is left behind."""

import contextlib
import re
from collections.abc import Callable
from random import Random
from xml.etree.ElementTree import Element, tostring

import html5lib
import pytest

from statuspage.domain import agent_verbs, customer_verbs
from statuspage.domain.errors import Refused
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.publication.verbs import publish
from statuspage.domain.shares import verbs as sharing
from tests.cast import due
from tests.surfaces.desk import log_in
from tests.surfaces.private_things import Ana

SKIPPED = "hx-morph-skip"  # what a fragment leaves as it is: who is there, what is typed, the key of a form
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
        if template.get("hx-target") == "#next":  # of the page that has the queue alone
            return
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
    for child in list(target):
        target.remove(child)
    target.text = source.text
    target.extend(list(source))


def lines(body: Element) -> list[str]:
    copy = html5lib.parse(tostring(body, encoding="unicode", method="html"), namespaceHTMLElements=False).find("body")
    live = copy.find(".//*[@data-since]")
    for place in copy.iter():
        place.attrib.pop("data-since", None)
        for child in list(place):
            if SKIPPED in child.attrib or child.get("id") in ("said", "announce"):
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
        "publish": lambda: ana.run(publish, ana.id, SHOWN, ana.clock.forward(minutes=1)),
        "show the company": lambda: ana.run(
            publish, ana.id, PublicChoice(company=True, promise=True), ana.clock.forward(minutes=1)
        ),
        "new feed": lambda: ana.run(sharing.rotate, ana.id, "feed", ana.clock.forward(minutes=1)),
        "no calendar": lambda: ana.run(sharing.withdraw, ana.id, "calendar", ana.clock.forward(minutes=1)),
        "calendar": lambda: ana.run(sharing.restore, ana.id, "calendar", ana.clock.forward(minutes=1)),
    }


def live_through(ana: Ana, seed: int, follow: Callable[[], None]) -> list[str]:
    """A life of a ticket at random; `follow` is called after each thing that happened."""
    dice, done, can = Random(seed), [], happenings(ana)
    for name in dice.choices(list(can), k=14):
        with contextlib.suppress(Refused):
            can[name]()
            done.append(name)
        ana.clock.forward(minutes=dice.choice([1, 7, 31]))
        follow()
    return done


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("where", ["page", "studio", "desk", "public"])
def test_an_open_page_reads_as_a_fresh_one_whatever_has_happened(ana: Ana, where: str, seed: int) -> None:
    ana.write(is_public=True)
    ana.run(publish, ana.id, SHOWN, ana.clock.forward(minutes=1))
    if where == "desk":
        log_in(ana.client)
    address = {
        "page": ana.path,
        "studio": f"{ana.path}/studio",
        "desk": f"/desk/tickets/{ana.id}",
        "public": ana.link("public"),
    }[where]
    page = OpenPage(ana.client.get(address).text)

    def follow() -> None:
        page.take(ana.client.get(f"{address}/live", headers={"HX-Request": "true"}).text)
        if where == "desk":
            page.take(ana.client.get("/desk/live", headers={"HX-Request": "true"}).text, "#queue")

    done = live_through(ana, seed, follow)
    fresh = OpenPage(ana.client.get(address).text)
    assert page.reads() == fresh.reads(), done
