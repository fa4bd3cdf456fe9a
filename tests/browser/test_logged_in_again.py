"""A session that ends over an open form: log in again in another window, and the words are still there to be sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import begin_letter, composer, letters, send, times, unfold
from tests.browser.conftest import Visit, log_in
from tests.browser.measure import becomes
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

BEGUN = "Ana, I have begun to write to you about the fuse"


def enter(page: Page, server: Server, agent: str) -> None:
    """Fill in the form for logging in that stands there, as an agent of the demo."""
    who = next(person for person in server.links["agents"] if person["email"].startswith(agent))
    page.get_by_label("Mail address").fill(who["email"])
    page.get_by_label("Password").fill(who["password"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/tickets/*")


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


def test_what_was_sent_after_the_session_ended_is_in_the_form_after_the_next_login(
    server: Server, ticket: Fresh, maria: Page, second: Page
) -> None:
    second.close()
    maria.get_by_role("radio", name="Ask: is it solved?").check()
    unfold(maria, "how")
    maria.get_by_label("I said this on the phone").check()
    before = ticket.version
    send(maria)
    expect(maria.get_by_role("heading", name="Your session ended")).to_be_visible()
    expect(maria.get_by_text("Log in again in this tab, and it is in its form")).to_be_visible()
    maria.get_by_role("link", name="Log in again").click()
    enter(maria, server, "maria")
    body = composer(maria).get_by_label("Your letter to")
    expect(body).to_have_value(BEGUN + " again.")
    expect(maria.get_by_role("radio", name="Ask: is it solved?")).to_be_checked()
    expect(maria.locator("[name=by_phone]")).to_be_checked()
    expect(maria.locator("[data-kept-text]")).to_have_text(re.compile(r"^Kept \d"))
    maria.reload()
    expect(body).to_have_value(BEGUN + " again.")
    expect(maria.get_by_role("heading", name="You have begun another letter")).to_have_count(0)
    assert ticket.version == before
    times(maria).last.check()
    send(maria)
    expect(maria.get_by_text("Sent: it stands on the page of Ana.")).to_be_visible()
    becomes(maria, "sessionStorage.length === 0")
    expect(body).to_have_value("")


def test_what_was_sent_is_no_other_agents_and_another_letter_that_was_kept_stays(
    server: Server, ticket: Fresh, maria: Page, second: Page, visit: Visit
) -> None:
    second.close()
    maria.evaluate("addEventListener('pagehide', (event) => event.stopImmediatePropagation(), { capture: true })")
    elsewhere = visit(ticket.desk, agent="maria")
    composer(elsewhere).get_by_label("Your letter to").fill("Ana, from my other desk.")
    expect(elsewhere.locator("[data-kept]")).to_contain_text("Kept")
    send(maria)
    expect(maria.get_by_role("heading", name="Your session ended")).to_be_visible()
    maria.get_by_role("link", name="Log in again").click()
    enter(maria, server, "maria")
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(BEGUN + " again.")
    expect(maria.locator("[data-kept-text]")).to_have_text(re.compile(r"^Kept \d"))
    maria.reload()
    expect(maria.get_by_text("Ana, from my other desk.").first).to_be_attached()
    maria.context.clear_cookies()
    composer(maria).get_by_label("Your letter to").fill("Ana, third.")
    send(maria)
    maria.get_by_role("link", name="Log in again").click()
    enter(maria, server, "tom")
    expect(composer(maria)).to_be_visible()
    becomes(maria, "!JSON.stringify(Object.entries(sessionStorage)).includes('third')")


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
