"""The studio at a window: the preview follows each tick before it is saved, and everything works without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.measure import box
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch


@pytest.fixture
def studio(visit: Visit, ticket: Fresh) -> Page:
    ticket.publish()
    return visit(f"{ticket.page}/studio")


def look(page: Page, form: str = "card", light: str = "auto") -> FrameLocator:
    """What the preview shows in this form and light."""
    return page.frame_locator(f":is(#shown, #also) .stage.is-{light} iframe.is-{form}:not(.is-coming)")


def unfold(page: Page, words: str) -> None:
    page.locator("summary").filter(has_text=words).first.click()


def test_the_preview_follows_a_tick_before_it_is_saved(studio: Page, visit: Visit, ticket: Fresh) -> None:
    expect(look(studio).locator("h1")).to_have_text("Maria is on it")
    studio.get_by_role("radio", name="Nobody").check()
    expect(look(studio).locator("h1")).to_have_text("Someone is on it")
    expect(studio.get_by_text("Not saved yet.")).to_be_visible()
    expect(visit(ticket.public("embed")).locator("h1")).to_have_text("Maria is on it")


def test_only_what_is_shown_is_asked_for_and_another_form_follows_once_it_is(studio: Page) -> None:
    expect(look(studio).locator("h1")).to_have_text("Maria is on it")
    asked: list[str] = []
    studio.on("request", lambda request: asked.append(request.url) if "owner=nobody" in request.url else None)
    studio.get_by_role("radio", name="Nobody").check()
    expect(look(studio).locator("h1")).to_have_text("Someone is on it")
    assert len(asked) == 1
    unfold(studio, "Other ways")
    unfold(studio, "The page, the badges and the picture")
    expect(look(studio, "page").locator(".owner h2")).to_contain_text("Someone")
    assert len(asked) == len(set(asked)), "nothing is asked for twice"


def test_a_save_needs_no_reload_and_is_told_once(studio: Page, visit: Visit, ticket: Fresh) -> None:
    studio.evaluate("window.sameDocument = true")
    studio.get_by_role("radio", name="Nobody").check()
    studio.get_by_role("button", name="Save what others see").click()
    expect(studio.locator("#said").get_by_text("The public view is on")).to_be_visible()
    expect(studio.get_by_text("Not saved yet.")).to_have_count(0)
    expect(look(studio).locator("h1")).to_have_text("Someone is on it")
    assert studio.evaluate("window.sameDocument === true")
    assert studio.locator("#said [role=status]").count() == 0
    expect(visit(ticket.public("embed")).locator("h1")).to_have_text("Someone is on it")


def test_a_tick_taken_back_is_saved_as_it_was(studio: Page) -> None:
    box = studio.get_by_label("The five steps")
    box.uncheck()
    expect(studio.get_by_text("Not saved yet.")).to_be_visible()
    box.check()
    expect(studio.get_by_text("Not saved yet.")).to_have_count(0)


def test_a_refused_title_says_why_and_stays(studio: Page, watch: Watch) -> None:
    watch.allow("status 422")
    studio.get_by_role("radio", name="A title of your own").check()
    studio.get_by_label("How long it takes").uncheck()
    studio.get_by_role("button", name="Save what others see").click()
    expect(studio.get_by_text("Please write something here.")).to_be_visible()
    expect(studio.get_by_label("How long it takes")).not_to_be_checked()
    studio.get_by_label("Your own title").fill("On leave")
    expect(look(studio, "card").locator("h1")).to_be_visible()
    studio.get_by_role("button", name="Save what others see").click()
    expect(studio.locator("#said").get_by_text("The public view is on")).to_be_visible()


def test_a_refused_title_has_the_focus_on_a_telephone_and_is_never_called_optional(studio: Page, watch: Watch) -> None:
    watch.allow("status 422")
    studio.set_viewport_size({"width": 390, "height": 844})
    studio.get_by_role("radio", name="A title of your own").check()
    title = studio.get_by_label("Your own title")
    expect(title).to_have_accessible_name("Your own title")
    studio.get_by_role("button", name="Save what others see").click()
    expect(title).to_be_focused()
    expect(studio.get_by_text("Please write something here.")).to_be_in_viewport()


def test_each_form_is_shown_in_each_light(studio: Page) -> None:
    for name, form in (("Card", "card"), ("Small row", "compact"), ("Timeline", "timeline")):
        studio.get_by_role("radio", name=name, exact=True).check()
        for words, light in (("Dark", "dark"), ("Light", "light")):
            studio.get_by_role("radio", name=words, exact=True).check()
            title = look(studio, form, light).locator("h1")
            expect(title).to_be_visible()
            if light == "dark":  # asked again where the preview is drawn anew meanwhile
                expect(title).to_have_css("color", "rgb(241, 236, 228)")
            else:
                expect(title).not_to_have_css("color", "rgb(241, 236, 228)")
            expect(studio.locator("#shown iframe:visible")).to_have_count(1)


def test_a_text_is_copied_and_is_not_the_private_one(studio: Page, ticket: Fresh) -> None:
    studio.context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio.locator("#text-element").get_by_role("button", name="Copy").click()
    expect(studio.locator("#text-element").get_by_role("button", name="Copied")).to_be_visible()
    copied = studio.evaluate("navigator.clipboard.readText()")
    assert ticket.public("embed") in copied
    assert ticket.page not in copied


def test_one_address_is_replaced_and_the_page_shows_the_new_one(studio: Page, visit: Visit, ticket: Fresh) -> None:
    old = ticket.public("badge")
    unfold(studio, "Addresses")
    badge = studio.locator("#address-badge")
    badge.get_by_text("New address…").click()
    badge.get_by_role("button", name="Yes, a new address").click()
    expect(studio.locator("#said").get_by_text("Here is the new address.")).to_be_visible()
    assert ticket.public("badge") != old
    expect(badge.locator("input[readonly]")).to_have_value(ticket.public("badge"))
    expect(studio.locator("#copy-badge_markdown")).to_have_value(re.compile(re.escape(ticket.public("badge"))))


@pytest.fixture
def scriptless(visit: Visit, ticket: Fresh) -> Callable[[], Page]:
    def open_studio() -> Page:
        return visit(f"{ticket.page}/studio", java_script_enabled=False)

    return open_studio


def test_without_script_one_looks_first_and_then_switches_on(
    scriptless: Callable[[], Page], visit: Visit, ticket: Fresh
) -> None:
    page = scriptless()
    page.get_by_role("radio", name="Nobody").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    expect(look(page).locator("h1")).to_have_text("Someone is on it")
    expect(page.get_by_role("radio", name="Nobody")).to_be_checked()
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_text("The public view is on, and shows what you chose.")).to_be_visible()
    expect(visit(ticket.public("embed")).locator("h1")).to_have_text("Someone is on it")


def test_without_script_an_address_is_taken_back_after_being_asked(
    scriptless: Callable[[], Page], visit: Visit, ticket: Fresh, watch: Watch
) -> None:
    ticket.publish()
    page = scriptless()
    unfold(page, "Addresses")
    badge = page.locator("#address-badge")
    badge.get_by_text("Withdraw…").click()
    badge.get_by_role("button", name="Yes, withdraw it").click()
    expect(page.locator("#address-badge .pill")).to_have_text("withdrawn")
    page.locator("#log summary").click()
    expect(page.get_by_text("The badge was withdrawn")).to_be_visible()


def test_by_keyboard_alone_a_field_is_changed_and_saved(studio: Page, visit: Visit, ticket: Fresh) -> None:
    studio.get_by_label("How long it takes").focus()
    studio.keyboard.press("Space")
    expect(look(studio).locator(".card-clock")).to_have_count(0)
    studio.get_by_role("button", name="Save what others see").focus()
    studio.keyboard.press("Enter")
    expect(studio.locator("#said").get_by_text("The public view is on")).to_be_visible()
    expect(visit(ticket.public("embed")).locator(".card-clock")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 390])
def test_a_colour_of_ones_own_stands_beside_its_word_and_breaks_it_nowhere(studio: Page, width: int) -> None:
    studio.set_viewport_size({"width": width, "height": 844})
    word, colour = studio.get_by_text("Another", exact=True), studio.get_by_label("Another colour")
    tall = box(word)["height"]
    studio.get_by_label("Another", exact=True).check()
    expect(colour).to_be_visible()
    assert box(word)["height"] == tall
    assert abs(box(colour)["y"] - box(word)["y"]) < 8
