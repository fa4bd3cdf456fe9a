"""What stays on the customer's page while other things happen: an open form, and the word that a sending failed."""

import pytest
from playwright.sync_api import Page, Route, expect

from statuspage.domain.customer_verbs import confirm, reopen
from tests.browser.acts import SOON, arrives, letters
from tests.browser.conftest import Visit
from tests.browser.measure import comes_true
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now
from tests.browser.watch import Watch

NEWS = "Ana, the part has arrived."
LONG = 10_000  # milliseconds; what was done is told for nine seconds


def test_a_letter_that_arrives_leaves_an_open_form_open_and_the_focus_where_one_types(ana: Page, ticket: Fresh) -> None:
    ana.get_by_role("button", name="Ask for a call").click()
    ana.get_by_label("Your phone number").fill("+351 91 000 0000")
    when = ana.get_by_label("When suits you?")
    when.press_sequentially("today af")
    arrived = letters(ana).filter(has_text=NEWS)
    arrives(arrived, lambda: ticket.letter(NEWS))
    expect(when).to_be_focused()
    ana.keyboard.type("ter four")
    expect(when).to_have_value("today after four")
    ana.get_by_role("button", name="Ask for the call").click()
    expect(ana.get_by_text("Your wish for a call has arrived.")).to_be_visible()
    expect(when).to_be_hidden()


def test_an_answer_to_something_else_leaves_an_open_form_open(ana: Page, ticket: Fresh) -> None:
    held: list[Route] = []
    ana.route("**/thanks", lambda route: held.append(route))
    ana.get_by_role("button", name="Thank Maria").click()
    ana.get_by_role("button", name="Ask for a call").click()
    when = ana.get_by_label("When suits you?")
    when.fill("tomorrow")
    comes_true(ana, lambda: bool(held), "it is sent")
    held[0].continue_()
    expect(letters(ana).get_by_text("You thanked Maria")).to_be_visible(timeout=SOON)
    expect(when).to_be_visible()
    expect(when).to_have_value("tomorrow")


@pytest.mark.parametrize(("fault", "told"), [("away", "This did not reach us."), ("413", "That was too much at once")])
def test_what_failed_is_told_until_it_is_put_away(ana: Page, watch: Watch, fault: str, told: str) -> None:
    watch.allow("net::ERR_FAILED", "htmx", "status 413")
    notice = f'<div class="notice is-late"><p>{told}</p></div>'

    def fail(route: Route) -> None:
        if fault == "away":
            route.abort()
        else:
            route.fulfill(status=413, content_type="text/html", body=notice)

    ana.clock.install()
    ana.route("**/replies", fail)
    ana.get_by_label("Write to Maria").fill("Is it ready?")
    send = ana.locator("#reply").get_by_role("button", name="Send")
    send.click()
    expect(ana.locator("#said")).to_contain_text(told)
    ana.clock.fast_forward(LONG)
    expect(ana.locator("#said")).to_contain_text(told)
    ana.keyboard.press("Escape")
    expect(ana.locator("#said")).to_be_empty()
    ana.unroute("**/replies")
    send.click()
    expect(ana.locator("#said")).to_have_text("Your words have arrived.")
    ana.clock.fast_forward(LONG)
    expect(ana.locator("#said")).to_be_empty()


def test_words_for_a_question_that_is_not_asked_any_more_stay_to_be_copied(
    server: Server, visit: Visit, ticket: Fresh, watch: Watch
) -> None:
    watch.allow("status 422", "net::ERR_FAILED", "htmx")
    ticket.letter("Does it work?", asks_solved=True)
    server.do(confirm, ticket.id, now())
    ana = visit()
    ana.route("**/stream*", lambda route: route.abort())
    ana.goto(ticket.page)
    ana.get_by_role("radio", name="Partly").check()
    ana.get_by_label("Would you like to say more?").fill("You were kind.")
    server.do(reopen, ticket.id, now())
    ana.get_by_role("button", name="Say so").click()
    expect(ana.get_by_text("We ask this when it is over.")).to_be_visible()
    kept = ana.get_by_label("What you wrote")
    expect(kept).to_have_value("You were kind.")
    ticket.letter(NEWS)
    ana.evaluate("dispatchEvent(new Event('online'))")
    expect(letters(ana).filter(has_text=NEWS)).to_be_visible()
    expect(kept).to_have_value("You were kind.")


def test_what_is_typed_is_still_there_after_a_reload_until_it_is_sent(ana: Page, ticket: Fresh) -> None:
    write, when = ana.get_by_label("Write to Maria"), ana.get_by_label("When suits you?")
    write.fill("Half of what I")
    ana.get_by_role("button", name="Ask for a call").click()
    when.fill("on Friday")
    ana.reload()
    expect(write).to_have_value("Half of what I")
    ana.get_by_role("button", name="Ask for a call").click()
    expect(when).to_have_value("on Friday")
    ana.keyboard.press("Escape")
    ana.locator("#reply").get_by_role("button", name="Send").click()
    expect(ana.locator("#said")).to_have_text("Your words have arrived.")
    ana.reload()
    expect(write).to_have_value("")
    expect(when).to_have_value("on Friday")


def test_what_is_typed_stays_while_another_form_leaves_with_the_page(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, timezone_id="Etc/GMT+5")
    write = page.get_by_label("Write to Maria")
    write.fill("Half of what I")
    page.get_by_role("button", name="Show them by mine").click()
    expect(page.get_by_text("Times are by the clock in UTC−5.")).to_be_visible()
    expect(write).to_have_value("Half of what I")


def test_whoever_opens_a_form_over_the_page_writes_in_it_at_once(ana: Page) -> None:
    ana.get_by_role("button", name="Ask for a call").press("Enter")
    phone = ana.get_by_label("Your phone number")
    expect(phone).to_be_focused()
    ana.keyboard.type("030 555 0142")
    expect(phone).to_be_visible()


def test_a_form_that_opens_has_the_focus_before_anything_else_happens(ana: Page) -> None:
    open_it = "button => { button.click(); return document.activeElement.labels?.[0].textContent.trim(); }"
    assert ana.get_by_role("button", name="Ask for a call").evaluate(open_it) == "Your phone number"
