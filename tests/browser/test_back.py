"""Back to the customer's page: what was typed there is there, although no cache stores the page."""

from playwright.sync_api import Page, expect

from tests.browser.tickets import Fresh


def test_what_was_typed_is_there_after_back(ana: Page, ticket: Fresh) -> None:
    ana.get_by_label("Write to Maria").fill("Half a sentence")
    ana.get_by_text("Give it a new address").click()
    expect(ana.get_by_role("heading", name="The address of your page")).to_be_visible()
    ana.go_back()
    expect(ana.get_by_label("Write to Maria")).to_have_value("Half a sentence")
