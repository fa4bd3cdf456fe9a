"""The menu of languages on the customer's page: by keyboard, by touch, and without losing what was begun."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.tickets import Fresh


def test_another_language_is_two_keys_away_and_keeps_what_was_begun(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    page.goto(ticket.page)
    page.locator("#body").fill("It hisses when I")
    menu = page.locator(".languages > summary")
    menu.press("Enter")
    page.locator("button[lang=de]").press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator("#body")).to_have_value("It hisses when I")
    expect(page.locator("#said")).to_contain_text("spricht jetzt Deutsch")


def test_the_menu_goes_away_by_escape_and_by_a_click_elsewhere(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    page.goto(ticket.page)
    menu, choices = page.locator(".languages > summary"), page.locator(".languages-all")
    menu.click()
    expect(choices).to_be_visible()
    page.keyboard.press("Escape")
    expect(choices).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.locator("h1").click()
    expect(choices).to_be_hidden()


def test_without_script_the_language_changes_as_well(visit: Visit, ticket: Fresh) -> None:
    page = visit(java_script_enabled=False)
    page.goto(ticket.page)
    page.locator(".languages > summary").click()
    page.locator("button[lang=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
