"""What the customer sees of their page on a telephone without scrolling, and beside one another where there is room."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.acts import reply
from tests.browser.conftest import Visit
from tests.browser.measure import becomes
from tests.browser.server import Server
from tests.browser.tickets import Fresh

ENDS = """() => [...document.querySelectorAll(".parted .part")].filter(part => {
  const before = part.previousElementSibling, line = part.closest(".parted");
  const range = document.createRange();
  range.selectNodeContents(part.querySelector(".dot"));
  const dot = range.getBoundingClientRect(), cut = line.getBoundingClientRect().left;
  const same = Math.abs(before.getBoundingClientRect().top - part.getBoundingClientRect().top) < 8;
  return same === dot.right < cut + 1;
}).map(part => part.textContent)"""
PHONE = {"width": 390, "height": 844}


def edges(place: Locator) -> dict[str, float]:
    box = place.bounding_box()
    assert box is not None
    return {"top": box["y"], "bottom": box["y"] + box["height"], "left": box["x"], "right": box["x"] + box["width"]}


@pytest.fixture
def ana(server: Server, visit: Visit) -> Page:
    """The demo's Ana at her telephone."""
    return visit(server.links["customer_url"], viewport=PHONE)


def test_title_person_promise_step_field_and_two_lines_of_the_letter_need_no_scrolling(ana: Page) -> None:
    order = ["h1", ".owner", ".promise", ".track-now", "#body"]
    tops = [edges(ana.locator(f"main {one}").first) for one in order]
    assert [one["top"] for one in tops] == sorted(one["top"] for one in tops)
    assert tops[-1]["bottom"] <= PHONE["height"]
    body = ana.locator("article.letter:not(.is-reply) .letter-body").first
    line = body.evaluate("node => parseFloat(getComputedStyle(node.querySelector('p')).lineHeight)")
    assert edges(body)["top"] + 2 * line <= PHONE["height"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_way_out_for_somebody_else_touches_no_words(ana: Page, width: int) -> None:
    ana.set_viewport_size({"width": width, "height": 844})
    way, words = edges(ana.locator(".not-you a")), edges(ana.locator(".letters > :not(h2)").first)
    assert words["top"] - way["bottom"] >= 4
    assert way["top"] >= edges(ana.locator("#body"))["bottom"] - 2


def test_where_there_is_room_the_promise_fits_and_what_is_said_is_as_wide_as_the_words(
    visit: Visit, ticket: Fresh
) -> None:
    page = visit(ticket.page, java_script_enabled=False)  # with script it is said over the page
    time = page.locator(".promise-when time").first
    assert time.evaluate(
        "time => time.getClientRects()[0].height < 1.5 * parseFloat(getComputedStyle(time).lineHeight)"
    )
    page.locator("#said").evaluate("said => said.textContent = 'It has arrived. '.repeat(40)")
    assert abs(edges(page.locator("#said"))["right"] - edges(page.locator(".words"))["right"]) < 2


@pytest.mark.parametrize("width", [360, 390, 1024, 1280])
@pytest.mark.parametrize("side", ["page", "desk"])
def test_a_dot_stands_between_two_facts_and_at_neither_end_of_a_line(
    visit: Visit, ticket: Fresh, side: str, width: int
) -> None:
    size = {"width": width, "height": 844}
    page = visit(ticket.page if side == "page" else ticket.desk, agent="maria" if side == "desk" else "", viewport=size)
    assert page.locator(".parted .part").count()
    assert page.evaluate(ENDS) == []


def test_sent_words_land_under_the_field(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, viewport=PHONE)
    reply(page, "Right here.")
    words = page.locator(".letters").get_by_text("Right here.").first
    expect(words).to_be_in_viewport()
    assert 0 < edges(words)["top"] - edges(page.locator("#reply"))["bottom"] < 120


def test_the_whole_way_unfolds_on_a_telephone_and_stands_open_where_there_is_room(ana: Page) -> None:
    steps = ana.locator(".whole-way .steps")
    expect(steps).to_be_hidden()
    ana.get_by_text("The whole way so far").click()
    expect(steps).to_be_visible()
    expect(ana.locator(".whole-way .strip")).to_be_visible()
    ana.get_by_text("The whole way so far").click()
    ana.set_viewport_size({"width": 1280, "height": 900})
    expect(steps).to_be_visible()


def test_where_there_is_room_the_case_stays_beside_the_words(ana: Page) -> None:
    ana.set_viewport_size({"width": 1280, "height": 900})
    case, words = edges(ana.locator(".case")), edges(ana.locator(".words"))
    assert case["left"] >= words["right"]
    assert abs(edges(ana.locator(".brand-name"))["left"] - words["left"]) < 2, "one grid with the head of the page"
    ana.mouse.wheel(0, 2_000)
    becomes(ana, "() => scrollY > 1000")
    expect(ana.locator(".promise")).to_be_in_viewport()
