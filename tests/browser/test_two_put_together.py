"""Two tickets of one customer: an agent puts them together, the customer goes on there, and takes them apart."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import SUBJECT, Fresh, another

HUMS = "The grinder hums like a fridge"


def test_they_are_put_together_in_words_and_taken_apart_by_the_customer(
    visit: Visit, server: Server, ticket: Fresh, maria: Page
) -> None:
    gone = another(server, ticket, HUMS)
    ana = visit(gone.page)
    expect(ana.get_by_role("button", name="These are two things")).to_have_count(0)
    # Maria chooses, reads what will happen, and does it
    maria.locator("#act-more > summary").click()
    maria.get_by_role("link", name="This is the same as").click()
    maria.get_by_role("button", name="Show what will happen").click()  # the only other one is chosen
    expect(maria.locator("#told")).to_contain_text(f"“{HUMS}” closes, and leads to “{SUBJECT}”")
    maria.get_by_role("button", name="Put them together").click()
    expect(maria.locator("#together")).to_contain_text(f"“{HUMS}” goes on here.")
    expect(maria.locator("#top .thread.is-other")).to_contain_text("since Monday")
    # Ana's open page says so by itself; what she writes there comes to Maria's open page
    expect(ana.locator(".promise")).to_contain_text(f"We go on in “{SUBJECT}”")
    ana.get_by_label("Write to Maria").fill("Now it howls.")
    ana.get_by_role("button", name="Send").click()
    expect(ana.locator("#letters ~ *, .letters").get_by_text("Now it howls.")).to_be_visible()
    expect(maria.locator("#top")).to_contain_text("Now it howls.")
    # and she takes them apart
    ana.get_by_role("button", name="These are two things").click()
    expect(ana.locator("#said")).to_contain_text("This one is open, and goes on by itself.")
    expect(ana.get_by_role("button", name="These are two things")).to_have_count(0)
    expect(maria.locator("#together")).not_to_contain_text("goes on here")
    expect(maria.locator("#letters")).not_to_contain_text("Now it howls.")
