"""What a form will do stands on it before it does it; who else is there, and whose clock the times are by, as well."""

from playwright.sync_api import Page, expect

from tests.browser.acts import composer, unfold
from tests.browser.conftest import Visit
from tests.browser.tickets import Fresh


def test_the_button_says_that_a_note_stays_among_us(maria: Page) -> None:
    expect(composer(maria).get_by_role("button", name="Send, next word")).to_be_visible()
    unfold(maria, "how")
    composer(maria).get_by_label("Who sees it").select_option("us")
    expect(composer(maria).get_by_role("button", name="Keep among us", exact=True)).to_be_visible()
    expect(composer(maria).get_by_role("button", name="Keep and next", exact=True)).to_be_visible()
    expect(composer(maria).get_by_role("button", name="Send")).to_have_count(0)
    expect(composer(maria).locator("[name=promise]:visible")).to_have_count(0)


def test_the_question_folds_step_and_turn_and_says_what_becomes_of_them(maria: Page) -> None:
    unfold(maria, "how")
    expect(composer(maria).locator("#letter-step")).to_be_visible()
    composer(maria).get_by_label("Ask: is it solved?").check()
    expect(composer(maria).locator("#letter-step")).to_be_hidden()
    expect(composer(maria).locator("#letter-turn")).to_be_hidden()
    expect(composer(maria).get_by_text("The question moves this to “Solved”")).to_be_visible()


def test_two_agents_see_each_other_at_one_ticket_until_one_goes(visit: Visit, ticket: Fresh, maria: Page) -> None:
    tom = visit(ticket.desk, agent="tom")
    expect(tom.locator("#colleagues")).to_have_text("Maria has this open too")
    expect(maria.locator("#colleagues")).to_have_text("Tom has this open too")
    tom.close()
    expect(maria.locator("#colleagues")).to_be_hidden(timeout=60_000)


def test_a_reader_by_another_clock_is_offered_theirs_and_keeps_it(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, timezone_id="Asia/Riyadh")
    expect(page.get_by_text("Times are by the clock in Lisbon.")).to_be_visible()
    page.get_by_role("button", name="Show them by mine (Riyadh)").click()
    expect(page.get_by_text("Times are by the clock in Riyadh.")).to_be_visible()
    expect(page.locator(".own-clock button")).to_be_hidden()
    again = visit(ticket.page, timezone_id="Europe/Lisbon")
    expect(again.get_by_text("Times are by the clock in Riyadh.")).to_be_visible()


def test_without_script_the_clock_is_named_all_the_same(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, java_script_enabled=False)
    expect(page.get_by_text("Times are by the clock in Lisbon.")).to_be_visible()
    expect(page.locator(".own-clock button")).to_be_hidden()
