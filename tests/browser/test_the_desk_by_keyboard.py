"""The desk without a mouse: a few keys, all written down, all silent while one types or wants them off."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import begin_letter, composer, letters
from tests.browser.conftest import Visit
from tests.browser.measure import focused
from tests.browser.server import Server
from tests.browser.tickets import Fresh


@pytest.fixture
def desk(server: Server, visit: Visit, ticket: Fresh) -> Page:
    """The queue, with at least one ticket of Maria's own."""
    page = visit(f"{server.url}/desk", agent="maria")
    expect(page.locator(".queue-item").first).to_be_visible()
    return page


def test_j_and_k_walk_through_the_queue_and_enter_opens(desk: Page) -> None:
    items = desk.locator(".queue-item:visible")
    desk.keyboard.press("j")
    expect(items.nth(0)).to_be_focused()
    desk.keyboard.press("j")
    expect(items.nth(1)).to_be_focused()
    assert (focused(desk) or {})["visible"]
    desk.keyboard.press("k")
    expect(items.nth(0)).to_be_focused()
    address = items.nth(0).get_attribute("href")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address}" if address and address.startswith("/") else str(address))


def test_enter_on_the_desk_opens_the_one_next_ticket(desk: Page) -> None:
    first = desk.locator("[data-open-next]").get_attribute("href")
    desk.keyboard.press("Enter")
    desk.wait_for_url(str(first))


def test_r_begins_the_letter_and_ctrl_enter_sends_it(maria: Page, ticket: Fresh) -> None:
    maria.keyboard.press("r")
    expect(composer(maria).get_by_label("Your letter to")).to_be_focused()
    begin_letter(maria, "Ana, sent without a mouse.")
    composer(maria).get_by_label("Your letter to").focus()
    maria.keyboard.press("Control+Enter")
    expect(letters(maria).filter(has_text="sent without a mouse")).to_have_count(1)


def test_escape_leaves_a_field_and_letters_are_keys_again(maria: Page) -> None:
    maria.keyboard.press("r")
    words = composer(maria).get_by_label("Your letter to")
    expect(words).to_be_focused()
    maria.keyboard.press("Escape")
    maria.keyboard.press("n")
    expect(maria.locator("#act-note textarea")).to_be_focused()
    expect(words).to_have_value("")


def test_every_key_is_written_down_behind_the_question_mark_and_escape_closes_it(maria: Page) -> None:
    help_ = maria.locator("#help")
    expect(help_).to_be_hidden()
    maria.keyboard.press("?")
    expect(help_).to_be_visible()
    for key in ("j", "k", "Enter", "r", "n", "h", "/", "?", "Ctrl Enter", "Ctrl Shift Enter", "Esc"):
        expect(help_.locator("kbd", has_text=key).first).to_be_visible()
    maria.keyboard.press("Escape")
    expect(help_).to_be_hidden()


def test_the_keys_are_found_without_knowing_any(maria: Page) -> None:
    button = maria.get_by_role("button", name="Keys and help")
    expect(button).to_be_visible()
    button.click()
    expect(maria.locator("#help")).to_be_visible()


@pytest.mark.parametrize(("key", "field"), [("n", "A note among us"), ("h", "To whom")])
def test_n_and_h_open_the_note_and_the_handover(maria: Page, key: str, field: str) -> None:
    maria.keyboard.press(key)
    expect(maria.get_by_label(field)).to_be_focused()


def test_slash_goes_to_the_search(maria: Page) -> None:
    maria.keyboard.press("/")
    expect(maria.get_by_label("Find a ticket or a customer")).to_be_focused()


def test_the_keys_rest_while_one_types(maria: Page) -> None:
    field = composer(maria).get_by_label("Your letter to")
    field.focus()
    maria.keyboard.type("jkrnh?/")
    expect(field).to_have_value("jkrnh?/")
    expect(field).to_be_focused()
    expect(maria.locator("#help")).to_be_hidden()


def test_the_single_letter_keys_can_be_switched_off_and_stay_off(maria: Page) -> None:
    maria.keyboard.press("?")
    maria.get_by_label("Use the single-letter keys").uncheck()
    maria.keyboard.press("Escape")
    maria.reload()
    for key in ("j", "r", "?", "n"):
        maria.keyboard.press(key)
    expect(maria.locator("#help")).to_be_hidden()
    assert focused(maria) is None
    maria.get_by_role("button", name="Keys and help").click()
    maria.get_by_label("Use the single-letter keys").check()
    maria.keyboard.press("Escape")
    maria.keyboard.press("r")
    expect(composer(maria).get_by_label("Your letter to")).to_be_focused()


def test_every_stop_of_the_tab_key_can_be_seen_and_has_a_name(maria: Page) -> None:
    stops = []
    for _ in range(500):  # the queue beside the ticket grows with every test
        maria.keyboard.press("Tab")
        stop = focused(maria)
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["name"] == "Skip to the content"
    assert [stop for stop in stops if not stop["visible"]] == []
    assert [stop for stop in stops if not stop["name"]] == []
    assert any(stop["id"] == "letter-body" for stop in stops)


def test_the_skip_link_leads_past_the_queue(maria: Page) -> None:
    maria.keyboard.press("Tab")
    maria.keyboard.press("Enter")
    expect(maria.locator("#main")).to_be_focused()
    maria.keyboard.press("Tab")
    assert maria.evaluate("document.querySelector('main').contains(document.activeElement)")
