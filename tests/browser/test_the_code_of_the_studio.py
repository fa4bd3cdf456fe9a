"""Three steps, one code: whatever is chosen in the studio is in the code, and stands on the page where it is pasted."""

import re
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from statuspage.domain.publication.choice import PublicChoice
from tests.browser.conftest import Visit
from tests.browser.host import Host
from tests.browser.measure import comes_true, settle, sideways, violations
from tests.browser.server import Server
from tests.browser.tickets import SUBJECT, Fresh

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
MOST = 2_200  # CSS pixels on a phone, before anything is unfolded
READ = "It ran all night without tripping."
ACCENT, DRAWN = "#aa2200", "rgb(170, 34, 0)"


@pytest.fixture
def studio(visit: Visit, ticket: Fresh) -> Page:
    ticket.letter(READ, is_public=True)
    ticket.publish(PublicChoice(letters=True))
    return visit(f"{ticket.page}/studio")


def code(page: Page) -> str:
    return page.locator("#copy-element").input_value()


def another_colour(page: Page, colour: str) -> None:
    page.get_by_role("checkbox", name="Another").check()
    page.get_by_label("Another colour").fill(colour)


def pasted(visit: Visit, host: Host, text: str) -> FrameLocator:
    page = visit(host.show("/pasted", f'<div style="width: 420px">{text}</div>'))
    expect(page.locator("virtual-ticket iframe.there")).to_be_visible()
    return page.frame_locator("virtual-ticket iframe")


def scheme(card: FrameLocator) -> str:
    return str(card.locator("html").get_attribute("data-theme"))


@pytest.mark.parametrize(("words", "form"), [("Card", "card"), ("Small row", "compact"), ("Timeline", "timeline")])
def test_the_form_that_is_chosen_stands_where_the_code_is_pasted(
    studio: Page, visit: Visit, host: Host, words: str, form: str
) -> None:
    studio.get_by_role("radio", name=words, exact=True).check()
    assert f' size="{form}"' in code(studio)
    card = pasted(visit, host, code(studio))
    expect(card.locator(f"#card.is-{form}")).to_be_visible()
    expect(card.get_by_text(READ)).to_have_count(int(form == "timeline"))


@pytest.mark.parametrize(("words", "theme"), [("Light", "light"), ("Dark", "dark")])
def test_the_light_that_is_chosen_stands_there(studio: Page, visit: Visit, host: Host, words: str, theme: str) -> None:
    studio.get_by_role("radio", name=words, exact=True).check()
    assert f' theme="{theme}"' in code(studio)
    assert scheme(pasted(visit, host, code(studio))) == theme


@pytest.mark.parametrize(
    ("words", "lang", "said"), [("Deutsch", "de", "Maria kümmert sich darum"), ("العربية", "ar", "Maria")]
)
def test_the_language_that_is_chosen_is_spoken_there(
    studio: Page, visit: Visit, host: Host, words: str, lang: str, said: str
) -> None:
    studio.get_by_label("Language").select_option(label=words)
    assert f' lang="{lang}"' in code(studio)
    card = pasted(visit, host, code(studio))
    expect(card.locator("html")).to_have_attribute("lang", lang)
    expect(card.locator("h1")).to_contain_text(said)


def test_the_colour_that_is_chosen_is_seen_in_the_preview_and_there(studio: Page, visit: Visit, host: Host) -> None:
    studio.get_by_role("radio", name="Light", exact=True).check()
    preview = studio.frame_locator("#shown .stage.is-light iframe.is-card:not(.is-coming)")
    expect(preview.locator("h1")).to_be_visible()
    another_colour(studio, ACCENT)
    expect(preview.locator(".card-foot a")).to_have_css("color", DRAWN)
    assert f' accent="{ACCENT[1:]}"' in code(studio)
    card = pasted(visit, host, code(studio))
    expect(card.locator(".card-foot a")).to_have_css("color", DRAWN)
    studio.get_by_role("checkbox", name="Another").uncheck()
    assert "accent" not in code(studio)


def test_what_others_see_is_seen_there_once_it_is_saved(studio: Page, visit: Visit, host: Host) -> None:
    studio.get_by_role("radio", name="Timeline").check()
    studio.get_by_role("radio", name="What you told us").check()
    studio.get_by_label("Promises kept").uncheck()
    studio.get_by_role("radio", name="None").check()
    expect(studio.get_by_text("What you ticked shows there once you save it")).to_be_visible()
    studio.get_by_role("button", name="Save what others see").click()
    expect(studio.locator("#said").get_by_text("The public view is on")).to_be_visible()
    expect(studio.get_by_text("What you ticked shows there once you save it")).to_be_hidden()
    comes_true(studio, lambda: SUBJECT in code(studio), "the code names what it is about")
    assert ' size="timeline"' in code(studio), "a look outlives saving"
    card = pasted(visit, host, code(studio))
    expect(card.locator(".card-about")).to_have_text(SUBJECT)
    expect(card.locator(".card-score")).to_have_text("")
    expect(card.get_by_text(READ)).to_have_count(0)


def test_all_choices_together_are_in_the_code_and_the_server_writes_the_same(studio: Page, ticket: Fresh) -> None:
    studio.get_by_role("radio", name="Timeline").check()
    studio.get_by_role("radio", name="Dark").check()
    studio.get_by_label("Language").select_option("ar")
    another_colour(studio, ACCENT)
    written = code(studio)
    assert (
        ' theme="dark" size="timeline" lang="ar" accent="aa2200" style="display: block; min-height: 548px"' in written
    )
    studio.goto(f"{ticket.page}/studio?theme=dark&size=timeline&lang=ar&accent=aa2200")
    assert code(studio) == written


def test_the_other_ways_follow_the_look_too(studio: Page) -> None:
    studio.get_by_role("radio", name="Small row").check()
    studio.get_by_role("radio", name="Dark").check()
    frame, badge = (studio.locator(f"#copy-{key}") for key in ("iframe", "badge_html"))
    comes_true(studio, lambda: "theme=dark&amp;size=compact" in frame.input_value(), "the plain frame follows")
    assert 'height="132"' in frame.input_value()
    assert "theme=dark" in badge.input_value()
    assert ' theme="dark" size="compact"' in code(studio)


def test_what_is_copied_is_what_was_chosen_last(studio: Page) -> None:
    studio.context.grant_permissions(["clipboard-read", "clipboard-write"])
    studio.get_by_role("radio", name="Small row").check()
    studio.locator("#text-element").get_by_role("button", name="Copy").click()
    expect(studio.locator("#text-element").get_by_role("button", name="Copied")).to_be_visible()
    assert ' size="compact"' in studio.evaluate("navigator.clipboard.readText()")


def test_news_from_elsewhere_takes_no_choice_out_of_the_code(studio: Page, ticket: Fresh) -> None:
    studio.get_by_role("radio", name="Dark").check()
    ticket.publish(PublicChoice(subject="subject", letters=True))
    comes_true(studio, lambda: SUBJECT in code(studio), "the code follows what was saved elsewhere")
    assert ' theme="dark"' in code(studio)


def test_on_a_phone_the_studio_is_short_before_anything_is_unfolded(server: Server, visit: Visit) -> None:
    page = visit(f"{server.links['customer_url']}/studio", **PHONE)
    expect(page.locator("#copy-element")).to_be_visible()
    settle(page)
    assert page.evaluate("document.documentElement.scrollHeight") <= MOST
    assert sideways(page) == []


def test_on_a_phone_the_preview_stays_in_sight_while_one_chooses_and_scrolls_in_its_frame(
    visit: Visit, ticket: Fresh
) -> None:
    ticket.publish()
    page = visit(f"{ticket.page}/studio", **PHONE)
    page.get_by_role("radio", name="Timeline").check()
    frame = page.locator("#shown .stage.is-auto iframe.is-timeline:not(.is-coming)")
    expect(frame).to_be_visible()
    for name in ("First name and photo", "What you told us", "None", "Dark", "Light"):
        page.get_by_role("radio", name=name).first.scroll_into_view_if_needed()
        settle(page)
        shown: dict[str, Any] = page.locator("#shown").evaluate(
            "one => ({ ...one.getBoundingClientRect().toJSON(), room: innerHeight })"
        )
        assert shown["top"] >= 0, name
        assert shown["bottom"] <= shown["room"] + 1, name
        assert shown["height"] <= shown["room"] * 0.45, name
    stage = page.locator("#shown .stage.is-auto")
    comes_true(page, lambda: stage.evaluate("one => one.scrollHeight > one.clientHeight + 20"), "the card is longer")
    stage.evaluate("one => one.scrollTo(0, 10_000)")
    assert stage.evaluate("one => one.scrollTop") > 20


def test_on_a_phone_the_card_is_seen_down_to_its_last_line_and_the_code_too(visit: Visit, ticket: Fresh) -> None:
    ticket.publish()
    page = visit(f"{ticket.page}/studio", **PHONE)
    whole = "one => one.scrollHeight <= one.clientHeight + 1"
    stage = page.locator("#shown .stage.is-auto")
    expect(stage.locator("iframe.is-card:not(.is-coming)")).to_be_visible()
    comes_true(page, lambda: stage.evaluate(whole), "the card is whole")
    assert page.locator("#copy-element").evaluate(whole)


@pytest.mark.parametrize("width", [360, 1280])
def test_everything_that_unfolds_is_for_everyone(studio: Page, width: int) -> None:
    studio.set_viewport_size({"width": width, "height": 900})
    for fold in ("#ways-fold", "#also", "#addresses-fold", "#where-fold", "#views-fold", "#letters-shown"):
        studio.locator(f"{fold} > summary").click()
    another_colour(studio, ACCENT)
    assert sideways(studio) == []
    assert violations(studio) == []


def test_without_script_the_code_has_each_choice_after_show(visit: Visit, host: Host, ticket: Fresh) -> None:
    ticket.publish()
    page = visit(f"{ticket.page}/studio", java_script_enabled=False)
    page.get_by_role("radio", name="Small row").check()
    page.get_by_role("radio", name="Dark").check()
    page.get_by_label("Language").select_option("de")
    another_colour(page, ACCENT)
    page.get_by_role("button", name="Show").click()
    chosen = re.compile(' theme="dark" size="compact" lang="de" accent="aa2200"')
    expect(page.locator("#copy-element")).to_have_value(chosen)
    card = pasted(visit, host, code(page))
    expect(card.locator("#card.is-compact")).to_contain_text("Maria kümmert sich darum")
    assert scheme(card) == "dark"
