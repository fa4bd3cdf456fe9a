"""A letter that comes while the page is open: the tab and the letter are marked, and the page stays where it is."""

import re

from playwright.sync_api import Page, expect

from tests.browser.acts import SOON, letters
from tests.browser.conftest import Visit
from tests.browser.measure import becomes, box, comes_true
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh

NEWS = "Ana, the part has arrived."


def opened(server: Server, visit: Visit) -> tuple[Page, Fresh]:
    ticket = fresh(server, letters=8)
    return visit(ticket.page, viewport={"width": 390, "height": 844}), ticket


def test_whoever_reads_further_down_stays_there_and_is_led_to_the_letter(server: Server, visit: Visit) -> None:
    page, ticket = opened(server, visit)
    letters(page).nth(5).scroll_into_view_if_needed()
    becomes(page, "() => scrollY > 600")
    before = page.evaluate("document.querySelectorAll('article.letter')[5].getBoundingClientRect().top")
    ticket.letter(NEWS)
    link = page.get_by_role("link", name="A new letter")
    expect(link).to_be_visible(timeout=SOON)
    expect(link).to_contain_text("↑")
    expect(page).to_have_title(re.compile("^● "))
    assert page.locator("link[rel=icon]").get_attribute("href").split("?")[0].endswith("/mark-new.svg")
    after = page.evaluate("document.querySelectorAll('article.letter')[6].getBoundingClientRect().top")
    assert abs(after - before) < 4, "what was being read is where it was"
    link.click()
    new = letters(page).filter(has_text=NEWS)
    expect(new).to_be_in_viewport()
    expect(new.get_by_text("new", exact=True)).to_be_visible()
    expect(link).to_be_hidden()
    expect(page).to_have_title(re.compile("^[^●]"))
    assert page.locator("link[rel=icon]").get_attribute("href").split("?")[0].endswith("/mark.svg")


def test_whoever_has_not_come_to_the_letters_yet_is_led_down_to_it(server: Server, visit: Visit) -> None:
    ticket = fresh(server, letters=1)
    page = visit(ticket.page, viewport={"width": 390, "height": 400})
    ticket.letter(NEWS)
    link = page.get_by_role("link", name="A new letter")
    expect(link).to_be_visible(timeout=SOON)
    expect(link).to_contain_text("↓")
    assert box(link)["y"] > 200, "at the lower edge, and not over the company's name"
    said = page.locator("#said")
    said.evaluate("said => said.replaceChildren(document.createElement('p'))")
    said.locator("p").evaluate("told => { told.className = 'notice'; told.textContent = 'It has arrived.' }")
    comes_true(page, lambda: box(link)["y"] + box(link)["height"] < box(page.locator("#said .notice"))["y"])


def test_a_letter_that_comes_before_ones_eyes_is_marked_and_the_tab_is_not(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page)
    ticket.letter(NEWS)
    new = letters(page).filter(has_text=NEWS)
    expect(new.get_by_text("new", exact=True)).to_be_visible(timeout=SOON)
    expect(page.get_by_role("link", name="A new letter")).to_be_hidden()
    expect(page).to_have_title(re.compile("^[^●]"))
    ticket.letter("And another.")
    expect(letters(page).filter(has_text="And another.")).to_be_visible(timeout=SOON)
    expect(new.get_by_text("new", exact=True)).to_be_visible()
    expect(new.locator(".letter-new")).to_have_count(1)
    page.reload()
    expect(page.locator(".letter-new")).to_have_count(0)
