"""Somebody asks, whom nobody knows: with and without script, and whatever breaks on the way, no word is lost."""

import random
import re
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.measure import sideways, small_targets, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

WORDS = "The pump hums, and nothing comes out.\nIt began on Monday."


def fill(page: Page) -> None:
    page.get_by_label("What happened, in your own words").fill(WORDS)
    page.get_by_label("Your name").fill("Joana Silva")
    page.get_by_label("Your mail address or phone number").fill("joana@example.net")


def is_filled(page: Page) -> None:
    expect(page.get_by_label("What happened, in your own words")).to_have_value(WORDS)
    expect(page.get_by_label("Your name")).to_have_value("Joana Silva")
    expect(page.get_by_label("Your mail address or phone number")).to_have_value("joana@example.net")


def is_empty(page: Page) -> None:
    expect(page.get_by_label("What happened, in your own words")).to_have_value("")
    expect(page.locator("[data-held]")).to_be_hidden()


def press(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()


def arrive(page: Page) -> None:
    page.wait_for_url(re.compile("/t/.*said=asked"))
    expect(page.get_by_text("this is your own page")).to_be_visible()
    expect(page.get_by_text("The pump hums, and nothing comes out.").first).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["by script", "without script"])
def test_from_the_front_door_to_a_page_with_a_person_on_it(server: Server, visit: Visit, script: bool) -> None:
    page = visit(server.url, java_script_enabled=script)
    page.get_by_role("link", name="Ask for help").click()
    expect(page.get_by_label("Which machine?")).to_be_hidden()
    page.get_by_label("A machine that does not work").check()
    page.get_by_label("Which machine?").fill("Lilla Pro")
    fill(page)
    press(page)
    arrive(page)
    expect(page.get_by_text("Which machine: Lilla Pro")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Maria Okafor|Noor Haddad|Tom Becker"))).to_be_visible()


@pytest.mark.parametrize("is_known", [False, True], ids=["somebody", "whom we know"])
def test_back_from_the_page_finds_the_form_that_had_come_back(
    server: Server, visit: Visit, ticket: Fresh, watch: Watch, is_known: bool
) -> None:
    watch.allow("status 422")
    where = ticket.overview() if is_known else server.url
    page = visit(f"{where}/ask", java_script_enabled=False)
    which, wrong = page.get_by_label("Which machine?"), page.get_by_text("One thing needs another look")
    page.get_by_label("A machine that does not work").check()
    which.fill("Lilla Pro")
    if not is_known:
        page.get_by_label("Your name").fill("Joana Silva")
        page.get_by_label("Your mail address or phone number").fill("joana@example.net")
    press(page)
    expect(wrong).to_be_visible()
    page.get_by_label("What happened, in your own words").fill(WORDS)
    press(page)
    arrive(page)
    page.go_back()
    expect(wrong).to_be_visible()
    expect(which).to_have_value("Lilla Pro")


def test_once_it_has_arrived_the_form_is_empty_again(server: Server, visit: Visit) -> None:
    page = visit(f"{server.url}/ask")
    fill(page)
    press(page)
    arrive(page)
    page.goto(f"{server.url}/ask")
    is_empty(page)


def test_asking_once_more_after_back_leads_to_the_page_that_there_is(server: Server, visit: Visit) -> None:
    page = visit(f"{server.url}/ask")
    fill(page)
    press(page)
    arrive(page)
    first = page.url
    for words, is_same in ((WORDS, True), (f"{WORDS} And it smells.", False)):
        page.go_back()
        fill(page)
        page.get_by_label("What happened, in your own words").fill(words)
        press(page)
        arrive(page)
        assert (page.url == first) is is_same


def test_what_was_typed_is_there_after_a_reload_back_and_a_closed_tab(server: Server, browser: Browser) -> None:
    context = browser.new_context(locale="en")
    page = context.new_page()
    page.goto(f"{server.url}/ask")
    fill(page)
    page.reload()
    is_filled(page)
    page.goto(server.url)
    page.go_back()
    is_filled(page)
    page.close()
    again = context.new_page()
    again.goto(f"{server.url}/ask")
    is_filled(again)
    expect(again.get_by_text("What you began here is still in the form.")).to_be_visible()
    again.get_by_role("button", name="Forget it").click()
    is_empty(again)
    again.reload()
    is_empty(again)
    context.close()


@pytest.mark.parametrize("failure", ["the line is cut", "the server fails"])
def test_what_could_not_be_sent_is_still_there_and_is_sent_once(
    server: Server, visit: Visit, watch: Watch, failure: str
) -> None:
    watch.allow("/ask")
    page = visit(f"{server.url}/ask")
    fill(page)

    press_in_vain(page, "cut" if failure == "the line is cut" else "fails")
    page.goto(f"{server.url}/ask")
    is_filled(page)
    press(page)
    arrive(page)


@pytest.mark.torture
def test_a_thousand_broken_attempts_lose_no_word(server: Server, browser: Browser) -> None:
    """The line is cut, the tab is closed, the page is loaded again, or the server fails."""
    context = browser.new_context(locale="en")
    page, dice, lost = context.new_page(), random.Random(7), 0
    page.goto(f"{server.url}/ask")
    for number in range(1_000):
        words = f"Attempt {number}: {dice.random()}"
        story = page.get_by_label("What happened, in your own words")
        story.fill(words)
        way = dice.choice(("cut", "closed", "again", "fails"))
        if way == "closed":
            page.close()
            page = context.new_page()
        elif way in ("cut", "fails"):
            page.get_by_label("Your name").fill("Joana Silva")
            page.get_by_label("Your mail address or phone number").fill("joana@example.net")
            press_in_vain(page, way)
        page.goto(f"{server.url}/ask")
        lost += page.get_by_label("What happened, in your own words").input_value() != words
    assert lost == 0
    context.close()


def press_in_vain(page: Page, way: str) -> None:
    page.route("**/ask", partial(_break, way))
    if way == "cut":
        with page.expect_event("requestfailed", lambda request: request.method == "POST"):
            press(page)
    else:
        with page.expect_response(lambda response: response.request.method == "POST"):
            press(page)
    page.unroute("**/ask")


def _break(way: str, route: Route) -> None:
    if route.request.method != "POST":
        route.continue_()
    elif way == "cut":
        route.abort()
    else:
        route.fulfill(status=500, body="no")


def test_two_tabs_each_keep_what_was_typed_in_them(server: Server, browser: Browser) -> None:
    context = browser.new_context(locale="en")
    one, other = context.new_page(), context.new_page()
    for page, words in ((one, "The pump."), (other, "The tray.")):
        page.goto(f"{server.url}/ask")
        page.get_by_label("What happened, in your own words").fill(words)
    for page, words in ((one, "The pump."), (other, "The tray.")):
        page.reload()
        expect(page.get_by_label("What happened, in your own words")).to_have_value(words)
    context.close()


def test_what_is_refused_is_said_in_words_and_in_reach(server: Server, visit: Visit, watch: Watch) -> None:
    watch.allow("status 422")
    page = visit(f"{server.url}/ask?topic=repair")
    fill(page)
    page.get_by_label("Your name").fill("Maria Okafor")
    press(page)
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Your name")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("What happened, in your own words")).to_have_value(WORDS)
    assert [*violations(page), *small_targets(page, 24)] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert sideways(page) == []
