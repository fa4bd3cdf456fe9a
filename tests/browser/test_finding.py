"""Finding a letter by a word in it, and being there."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.measure import becomes
from tests.browser.server import Server
from tests.browser.tickets import fresh


def test_a_letter_is_found_by_a_word_in_it_and_one_is_there_in_two_acts(server: Server, visit: Visit) -> None:
    ticket = fresh(server, name="Rui Alves")
    ticket.letter("The sprocket is on its way.")
    for number in range(25):
        ticket.letter(f"Another word, number {number}.")
    desk = visit(f"{server.url}/desk", agent="maria")
    desk.get_by_role("searchbox", name="Find a ticket or a customer").fill("sprock")
    acts = (
        lambda: desk.keyboard.press("Enter"),
        lambda: desk.locator(".hit").get_by_text("sprocket").click(),
    )
    for act in acts:
        act()
    letter = desk.locator("article:target")
    expect(letter).to_contain_text("The sprocket is on its way.")
    becomes(
        desk,
        """() => { const { top, bottom } = document.querySelector("article:target").getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight }""",
    )
    assert len(acts) == 2
    desk.go_back()
    expect(desk.locator(".hit mark")).to_have_text("sprocket")
