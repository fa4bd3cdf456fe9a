"""A plain frame, as pasted: as tall as its card in each form, look and language, and standing as the element does."""

from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from statuspage.domain.customer_verbs import confirm
from statuspage.domain.publication.choice import PublicChoice
from statuspage.domain.shares.share import shares_of
from statuspage.present.embed.looks import SIZES, Look
from statuspage.present.embed.snippets import SnippetSubject, make_snippets
from statuspage.present.languages import speak
from tests.browser.conftest import Visit
from tests.browser.host import Host
from tests.browser.pages import LANGUAGES, NAMES
from tests.browser.server import Server
from tests.browser.tickets import SUBJECT, Fresh, fresh, now

LETTER = (
    "Ana, it ran all night, and all of the next day, and nothing happened at all, which is just what should happen."
)
PHONE, DESKTOP = 328, 416  # CSS pixels: the room beside the margins of a small phone, and all that a card takes
SPARE = 5  # of a frame, at most one part in so many: what another state or a narrower place takes
# What the card needs, what it has, and the gap above its foot.
FIT = """() => {
  const card = document.getElementById("card");
  const foot = card.querySelector(".card-foot");
  const before = foot?.previousElementSibling.getBoundingClientRect().bottom;
  const gap = foot ? foot.getBoundingClientRect().top - before : 0;
  const whole = document.documentElement.scrollHeight;
  card.style.minBlockSize = "0";
  const needed = card.getBoundingClientRect().bottom + parseFloat(getComputedStyle(document.body).paddingBottom);
  card.style.minBlockSize = "";
  return { needed, whole, has: innerHeight, gap };
}"""
# A frame that is not loaded yet is laid out without its style sheets, and its words count as visible all the same.
LOADED = (
    """() => document.readyState === "complete" || new Promise((done) => addEventListener("load", () => done(true)))"""
)
PLACE = """(frame) => {
  const { left, width } = frame.getBoundingClientRect();
  return { left, width, border: getComputedStyle(frame).borderTopWidth };
}"""


@pytest.fixture(scope="module")
def lives(server: Server) -> dict[tuple[str, str], Fresh]:
    """A ticket in each language, open and solved, with letters that anyone may read."""
    found: dict[tuple[str, str], Fresh] = {}
    for language in LANGUAGES:
        for end in ("open", "solved"):
            ticket = fresh(server, name=NAMES[language], language=language, hours=40)
            ticket.letter(LETTER, is_public=True, step="working")
            ticket.letter(LETTER, is_public=True, asks_solved=end == "solved")
            if end == "solved":
                server.do(confirm, ticket.id, now())
            ticket.publish(PublicChoice(subject="subject", letters=True))
            found[language, end] = ticket
    return found


def texts(server: Server, ticket: Fresh, language: str, look: Look) -> dict[str, str]:
    """The texts to copy, by their keys."""
    with server.app.test_request_context("/"):
        speak(language)
        shown = SnippetSubject("Fernhill Coffee", SUBJECT, language, letters=True)
        found = make_snippets(server.app.extensions["urls"], server.do(shares_of, ticket.id), shown, look)
    assert found
    return {form.key: form.text for form in found.forms}


def pasted(page: Page, host: Host, width: int, text: str) -> FrameLocator:
    page.goto(host.show(f"/{width}", f'<div style="width: {width}px">{text}</div>'))
    return loaded(page, "iframe")


def loaded(page: Page, where: str) -> FrameLocator:
    """The card in this frame, as its style sheets lay it out."""
    inside = page.frame_locator(where)
    expect(inside.locator("#card h1")).to_be_visible()
    inside.locator(":root").evaluate(LOADED)
    return inside


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_pasted_frame_is_as_tall_as_its_card(
    server: Server, host: Host, visit: Visit, lives: dict[tuple[str, str], Fresh], size: str, language: str
) -> None:
    page = visit()
    for end in ("open", "solved"):
        for theme in ("auto", "dark"):
            look = Look(theme=theme, size=size, lang=language if theme == "dark" else "")
            frame = texts(server, lives[language, end], language, look)["iframe"]
            for width in (PHONE, DESKTOP):
                fit: dict[str, Any] = pasted(page, host, width, frame).locator("#card").evaluate(FIT)
                case = (end, theme, width, fit)
                assert fit["needed"] <= fit["has"], case
                assert fit["whole"] <= fit["has"], case
                assert fit["has"] - fit["needed"] <= max(40, fit["has"] / SPARE), case
                assert fit["gap"] <= 24, case


@pytest.mark.parametrize(("size", "height"), [("card", 350), ("timeline", 620)])
@pytest.mark.parametrize("end", ["open", "solved"])
def test_a_taller_frame_leaves_no_hole_above_the_foot(
    host: Host, visit: Visit, lives: dict[tuple[str, str], Fresh], size: str, height: int, end: str
) -> None:
    """As one that was pasted long ago, or that its page stretches."""
    card = f"{lives['en', end].public('embed')}?size={size}"
    frame = f'<iframe src="{card}" width="416" height="{height}" frameborder="0"></iframe>'
    fit = pasted(visit(), host, 416, frame).locator("#card").evaluate(FIT)
    assert fit["gap"] <= 32, fit


@pytest.mark.parametrize("width", [340, 900])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_frame_and_the_element_stand_alike(
    server: Server, host: Host, visit: Visit, lives: dict[tuple[str, str], Fresh], width: int, direction: str
) -> None:
    found = texts(server, lives["en", "open"], "en", Look())
    page = visit(
        host.show("/", f'<div dir="{direction}" style="width: {width}px">{found["iframe"]}{found["element"]}</div>')
    )
    expect(page.locator("virtual-ticket iframe.there")).to_be_visible()
    plain, drawn = (page.locator(where).evaluate(PLACE) for where in ("div > iframe", "virtual-ticket iframe"))
    assert plain == drawn
    assert plain["width"] == min(width, 416)
    cards = [
        loaded(page, where).locator("#card").evaluate("card => [card.offsetLeft, card.offsetWidth]")
        for where in ("div > iframe", "virtual-ticket iframe")
    ]
    assert cards[0] == cards[1]
