"""A session that ends over an open form: log in again in another window, and the words are still there to be sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import begin_letter, composer, letters, send
from tests.browser.conftest import Visit, log_in
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

BEGUN = "Ana, I have begun to write to you about the fuse"


@pytest.fixture
def maria(server: Server, visit: Visit, ticket: Fresh, watch: Watch) -> Page:
    """Maria's window with a letter begun, in a session of its own that may be ended."""
    watch.allow("status 401", "status 403: POST .*/(unsent|letters|presence|reading)")
    page = visit()
    log_in(page, server, "maria")
    page.goto(ticket.desk)
    begin_letter(page, BEGUN + ".")
    expect(page.locator("[data-kept]")).to_contain_text("Kept")
    return page


@pytest.fixture
def second(server: Server, maria: Page) -> Page:
    """A second window of the same browser, in which somebody logged out; the first notices at the next words."""
    second = maria.context.new_page()
    second.goto(f"{server.url}/desk")
    second.get_by_role("button", name="Log out").click()
    second.wait_for_url("**/desk/login?said=left")
    composer(maria).get_by_label("Your letter to").fill(BEGUN + " again.")
    expect(maria.locator("[data-kept]")).to_contain_text("log in again in another window")
    return second


def test_what_was_being_written_is_kept_and_sent_after_the_next_login(
    server: Server, ticket: Fresh, maria: Page, second: Page
) -> None:
    log_in(second, server, "maria")
    second.close()
    maria.evaluate("dispatchEvent(new Event('focus'))")
    expect(maria.locator("[data-kept-text]")).to_have_text(re.compile(r"^Kept \d"))
    send(maria)
    expect(maria.get_by_text("Sent: it stands on the page of Ana.")).to_be_visible()
    expect(letters(maria).filter(has_text=BEGUN + " again.")).to_have_count(1)


def test_in_a_colleagues_session_it_is_not_sent_and_given_back(
    server: Server, ticket: Fresh, maria: Page, second: Page
) -> None:
    log_in(second, server, "tom")
    before = ticket.version
    send(maria)
    expect(maria.get_by_role("heading", name="This page is from an earlier login")).to_be_visible()
    expect(maria.get_by_label("What you wrote")).to_have_value(BEGUN + " again.")
    assert ticket.version == before
    maria.get_by_role("link", name="Open the page again").click()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value("")
