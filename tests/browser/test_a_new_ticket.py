"""A new ticket in five fields: whoever is known is found while one types, and four acts beside typing are enough."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit
from tests.browser.measure import becomes, comes_true, violations
from tests.browser.server import Server

MOST = 4  # acts beside typing, for a new ticket of a customer whom we know


class Acts:
    """What somebody does at a page, counted: each click, and each key that is not a letter of their words."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, name: str, role: str = "link") -> None:
        self._act(lambda: self.page.get_by_role(role, name=name).first.click())  # type: ignore[arg-type]

    def press(self, key: str) -> None:
        self._act(lambda: self.page.keyboard.press(key))

    def type(self, words: str) -> None:
        """Type where the focus is; whoever types does not count letters."""
        becomes(self.page, "() => document.activeElement.matches('input, textarea')")
        self.page.keyboard.type(words)

    def _act(self, act: Callable[[], object]) -> None:
        act()
        self.count += 1


@pytest.fixture
def maria(server: Server, visit: Visit) -> Page:
    return visit(f"{server.url}/desk", agent="maria")


def is_focused(page: Page, id_: str) -> None:
    becomes(page, f"() => document.activeElement.id === '{id_}'")


def test_a_new_ticket_for_a_known_customer_takes_four_acts_beside_typing(maria: Page) -> None:
    acts = Acts(maria)
    acts.click("New ticket")
    is_focused(maria, "new-name")
    acts.type("marcus c")
    acts.click("Marcus Cole marcus.cole@example.net")
    is_focused(maria, "new-subject")
    acts.type("The gauge sticks")
    acts.press("Tab")
    acts.type("It stays at nine bar, whatever I do.")
    acts.click("Open the ticket", "button")
    expect(maria.get_by_text("The ticket is open.")).to_be_visible()
    expect(maria.locator("main").get_by_text("The gauge sticks").first).to_be_visible()
    assert acts.count <= MOST


def test_somebody_known_is_chosen_by_keys_alone(maria: Page) -> None:
    maria.goto(maria.url.rstrip("/") + "/tickets/new")
    is_focused(maria, "new-name")  # nobody types before the page is drawn
    maria.keyboard.type("+46 70 555")
    known = maria.locator("#known-list a")
    expect(known).to_have_count(1)
    maria.keyboard.press("ArrowDown")
    expect(known.first).to_be_focused()
    maria.keyboard.press("Escape")
    is_focused(maria, "new-name")
    maria.keyboard.press("ArrowDown")
    maria.keyboard.press("Enter")
    is_focused(maria, "new-subject")
    expect(maria.locator("#who")).to_contain_text("Jonas Lind")
    maria.get_by_role("link", name="Somebody else").press("Enter")
    is_focused(maria, "new-name")
    expect(maria.locator("#known")).to_be_hidden()


def test_what_was_typed_stays_when_somebody_is_chosen(maria: Page) -> None:
    maria.goto(maria.url.rstrip("/") + "/tickets/new")
    maria.get_by_label("What is it about").fill("No steam")
    maria.get_by_label("What happened").fill("It hisses.")
    maria.get_by_label("Mail or phone").press_sequentially("lea.brandt@")
    maria.get_by_role("link", name="Lea Brandt").click()
    expect(maria.locator("#who")).to_contain_text("lea.brandt@example.net")
    expect(maria.get_by_label("What is it about")).to_have_value("No steam")
    expect(maria.get_by_label("What happened")).to_have_value("It hisses.")
    maria.get_by_text("More", exact=False).first.click()
    expect(maria.get_by_label("When they asked")).to_be_visible()
    expect(maria.get_by_label("Time zone")).to_be_hidden()


def test_the_address_of_a_search_while_typing_holds_nothing_but_what_is_looked_for(maria: Page) -> None:
    maria.goto(maria.url.rstrip("/") + "/tickets/new")
    maria.get_by_label("What happened").fill("A secret.")
    with maria.expect_request(lambda asked: "name=" in asked.url) as found:
        maria.locator("#new-name").press_sequentially("an")
    assert "csrf" not in found.value.url
    assert "secret" not in found.value.url


def test_who_is_known_is_said_once(maria: Page) -> None:
    maria.goto(maria.url.rstrip("/") + "/tickets/new")
    maria.evaluate(
        """() => { window.told = []; const line = document.querySelector('#known-told');
            new MutationObserver(() => told.push(line.textContent))
                .observe(line, { childList: true, characterData: true, subtree: true }); }"""
    )
    maria.locator("#new-name").press_sequentially("marcus")
    expect(maria.locator("#known-told")).to_have_text("We know somebody like this:")
    maria.locator("#new-name").press_sequentially(" cole")
    expect(maria.locator("#known-list")).to_contain_text("Marcus Cole")
    maria.locator("#new-name").press_sequentially("x")
    expect(maria.locator("#known-told")).to_have_text("We do not know them yet.")
    said = [text for text in maria.evaluate("told") if text]
    assert said.count("We know somebody like this:") == said.count("We do not know them yet.") == 1


def test_without_script_the_button_looks_for_them(server: Server, visit: Visit) -> None:
    page = visit(f"{server.url}/desk/tickets/new", agent="maria", java_script_enabled=False)
    page.get_by_label("Do we know them?").fill("lind")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("link", name="Jonas Lind").click()
    expect(page.locator("#who")).to_contain_text("Jonas Lind")
    page.get_by_label("What is it about").fill("No steam")
    page.get_by_label("What happened").fill("It hisses.")
    page.get_by_role("button", name="Open the ticket").click()
    expect(page.get_by_text("The ticket is open.")).to_be_visible()


def test_axe_finds_nothing_while_one_types_and_with_everything_unfolded(maria: Page) -> None:
    maria.goto(maria.url.rstrip("/") + "/tickets/new")
    maria.locator("#new-name").press_sequentially("an")
    expect(maria.locator("#known-list a").first).to_be_visible()
    maria.locator(".more > summary").click()
    assert violations(maria) == []
    maria.locator("#known-list a").first.click()
    is_focused(maria, "new-subject")
    assert violations(maria) == []


def test_what_was_typed_before_the_page_could_listen_is_looked_for_too(server: Server, visit: Visit) -> None:
    page = visit(agent="maria")
    held: list[Route] = []
    page.route("**/htmx.min.js*", lambda route: held.append(route))
    page.goto(f"{server.url}/desk/tickets/new", wait_until="commit")
    is_focused(page, "new-name")
    page.keyboard.type("marcus c")
    comes_true(page, lambda: bool(held))
    held[0].continue_()
    expect(page.get_by_role("link", name="Marcus Cole marcus.cole@example.net")).to_be_visible()
