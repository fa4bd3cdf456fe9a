"""The customer's page without a mouse."""

from itertools import pairwise

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.measure import focused
from tests.browser.tickets import HEARD, SUBJECT, Fresh


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the thing with this name has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop and name in stop["name"]:
            return
    raise AssertionError(f"{name} was not reached with {most} tabs")


def test_every_stop_of_the_tab_key_can_be_seen_and_has_a_name(ana: Page) -> None:
    stops = []
    for _ in range(60):
        ana.keyboard.press("Tab")
        stop = focused(ana)
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["name"] == "Skip to the content"
    assert [stop for stop in stops if not stop["visible"]] == []
    assert [stop for stop in stops if not stop["onScreen"]] == []
    assert [stop for stop in stops if not stop["name"]] == []


def test_the_order_of_the_tab_key_is_the_order_of_the_page(ana: Page) -> None:
    tops = []
    for _ in range(60):
        ana.keyboard.press("Tab")
        if focused(ana) is None:
            break
        tops.append(ana.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
    steps_back = [(one, two) for one, two in pairwise(tops[1:]) if two < one - 60]
    assert steps_back == []


def test_the_skip_link_comes_first_and_leads_to_the_content(ana: Page) -> None:
    ana.keyboard.press("Tab")
    skip = ana.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    ana.keyboard.press("Enter")
    expect(ana.locator("#main")).to_be_focused()


def test_agreeing_answering_thanking_and_asking_for_a_call_need_no_mouse(ana: Page) -> None:
    tab_to(ana, "Ask for a call")
    ana.keyboard.press("Enter")
    phone = ana.get_by_label("Your phone number")
    expect(phone).to_be_focused()
    ana.keyboard.press("Control+a")
    ana.keyboard.type("+351 91 000 0000")
    ana.keyboard.press("Enter")
    expect(ana.get_by_text("Your wish for a call has arrived.")).to_be_visible()
    expect(phone).to_be_hidden()

    ana.reload()
    tab_to(ana, "That’s right")
    ana.keyboard.press("Enter")
    expect(ana.locator(".heard").get_by_text("You said: that’s right")).to_be_visible()

    tab_to(ana, "Thank Maria")
    ana.keyboard.press("Enter")
    expect(ana.locator(".letter-acts").get_by_text("You thanked Maria")).to_be_visible()

    tab_to(ana, "Write to Maria")
    ana.keyboard.type("Written without a mouse.")
    tab_to(ana, "Send", 3)
    ana.keyboard.press("Enter")
    expect(ana.get_by_text("Your words have arrived.")).to_be_visible()
    expect(ana.locator(".letters").get_by_text("Written without a mouse.").first).to_be_visible()


def test_the_focus_stays_near_what_was_pressed(ana: Page) -> None:
    tab_to(ana, "Thank Maria")
    ana.keyboard.press("Enter")
    expect(ana.locator(".letter-acts").get_by_text("You thanked Maria")).to_be_visible()
    ana.keyboard.press("Tab")
    stop = focused(ana) or {}
    assert stop["name"] != "Skip to the content", "the focus fell back to the top of the page"


def test_escape_closes_the_sheet_and_the_focus_returns_to_its_button(ana: Page) -> None:
    tab_to(ana, "Ask for a call")
    ana.keyboard.press("Enter")
    expect(ana.get_by_label("Your phone number")).to_be_visible()
    ana.keyboard.press("Escape")
    expect(ana.get_by_label("Your phone number")).to_be_hidden()
    assert (focused(ana) or {})["name"] == "Ask for a call"


def test_from_heading_to_heading_title_person_promise_and_step_come_before_the_words(
    visit: Visit, ticket: Fresh
) -> None:
    page = visit(ticket.page)
    headings = page.locator("main h1, main h2").all_inner_texts()
    assert headings[:2] == [SUBJECT, "Maria Okafor"]
    assert headings[2].startswith("Maria writes again by")
    assert headings[3:5] == ["Heard", "Did Maria understand you?"]
    assert page.locator("h1").count() == 1
    expect(page.get_by_text(HEARD)).to_be_visible()
