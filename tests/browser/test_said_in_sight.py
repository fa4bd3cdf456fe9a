"""What was done is said where one sees it, also on a page that was led to a part; what was discarded comes back."""

import pytest
from playwright.sync_api import expect

from tests.browser.acts import composer
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh

BEGUN = "Ana, I have begun to write to you"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("width", "height"), [(360, 640), (1280, 800)])
def test_a_page_that_leads_to_a_part_of_itself_says_what_was_done_over_it(
    server: Server, visit: Visit, width: int, height: int, script: bool
) -> None:
    page = visit(
        f"{server.url}/desk/me", agent="maria", java_script_enabled=script, viewport={"width": width, "height": height}
    )
    page.locator("#notices").get_by_role("button", name="Save").click()
    page.wait_for_url("**/desk/me?said=saved#notices")
    said = page.get_by_text("Saved.", exact=True)
    expect(said).to_be_in_viewport()
    expect(page.locator("#notices")).to_be_in_viewport()
    if script:
        said.click()
        expect(said).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_a_letter_that_was_corrected_is_in_sight_and_so_is_what_is_said_of_it(
    visit: Visit, ticket: Fresh, script: bool
) -> None:
    for number in range(4):
        ticket.letter(f"Letter {number}. " + "Ana, the fuse is out.\n\n" * 8)
    page = visit(ticket.desk, agent="maria", java_script_enabled=script, viewport={"width": 390, "height": 700})
    page.get_by_role("link", name="Correct").last.click()
    page.locator("textarea[name=body]").fill("Ana, the fuse was out.")
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url("**said=corrected#v*")
    expect(page.locator("#told .notice")).to_be_in_viewport()
    expect(page.get_by_text("Ana, the fuse was out.")).to_be_in_viewport()


def test_without_script_the_studio_says_what_was_done_over_its_part(visit: Visit, ticket: Fresh) -> None:
    page = visit(f"{ticket.page}/studio", java_script_enabled=False, viewport={"width": 390, "height": 700})
    page.locator("#choice-form [type=submit]").last.click()
    page.wait_for_url("**/studio?said=**")
    assert "#" in page.url
    expect(page.locator("#said .notice")).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 1280])
def test_what_was_discarded_is_said_in_sight_and_one_press_brings_it_back(
    visit: Visit, ticket: Fresh, width: int
) -> None:
    page = visit(ticket.desk, agent="maria", viewport={"width": width, "height": 800})
    composer(page).get_by_label("Your letter to").fill(BEGUN)
    expect(page.locator("[data-kept]")).to_contain_text("Kept")
    composer(page).get_by_role("button", name="Discard").click()
    said = page.locator("#told .notice")
    expect(said).to_contain_text("Your unsent letter is discarded.")
    expect(said).to_be_in_viewport()
    expect(composer(page).get_by_label("Your letter to")).to_have_value("")
    said.get_by_role("button", name="Undo").click()
    expect(composer(page).get_by_label("Your letter to")).to_have_value(BEGUN)
    expect(composer(page)).to_be_in_viewport()
    page.reload()
    expect(composer(page).get_by_label("Your letter to")).to_have_value(BEGUN)
