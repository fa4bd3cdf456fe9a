"""The public view, as the customer switches it: nothing before, then what they ticked, and nothing after."""

import pytest
from playwright.sync_api import Page, expect

from statuspage.domain.customer_verbs import confirm
from tests.browser.conftest import Visit
from tests.browser.measure import moving
from tests.browser.server import Server
from tests.browser.tickets import HEARD, LETTER, STORY, SUBJECT, Fresh, now
from tests.browser.watch import Watch
from tests.keys import without_keys


@pytest.fixture
def studio(visit: Visit, ticket: Fresh) -> Page:
    """Ana's window, in the studio."""
    return visit(f"{ticket.page}/studio")


def switch_on(page: Page) -> None:
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator("#said").get_by_text("The public view is on")).to_be_visible()


def save(page: Page) -> None:
    with page.expect_response("**/studio"):  # the words that it says are the same as before
        page.get_by_role("button", name="Save what others see").click()
    expect(page.locator("#said").get_by_text("The public view is on")).to_be_visible()


def test_nothing_is_public_until_the_customer_says_so(ana: Page) -> None:
    assert "/p/" not in ana.content().replace("/people/", "")
    ana.get_by_text("Put this ticket on your own website").click()
    ana.get_by_role("link", name="Choose what others see").click()
    expect(ana.get_by_role("button", name="Switch it on")).to_be_visible()
    assert "/p/" not in ana.content().replace("/people/", "")
    assert "virtual-ticket" not in ana.content()


def test_what_is_shown_by_itself_says_no_word_of_the_customers(studio: Page, visit: Visit, ticket: Fresh) -> None:
    switch_on(studio)
    anyone = visit(ticket.public())
    shown = anyone.inner_text("body")
    assert "Maria" in shown
    for private in (SUBJECT, STORY, HEARD, LETTER, "Ana", "ana@example.org", "Okafor"):
        assert private not in shown, private
        assert private not in without_keys(anyone.content()), private


@pytest.mark.parametrize(
    ("label", "selector"),
    [
        ("The five steps", ".steps"),
        ("How long it takes", ".clock"),
        ("Promises kept", ".promise-score"),
        ("Fernhill Coffee", ".brand-name bdi"),
    ],
)
def test_each_field_that_is_unticked_is_gone(
    studio: Page, visit: Visit, ticket: Fresh, label: str, selector: str
) -> None:
    ticket.letter("A second one, so that there is a promise that was kept.")
    switch_on(studio)
    anyone = visit(ticket.public())
    expect(anyone.locator(selector)).to_be_visible()
    studio.get_by_label(label).uncheck()
    save(studio)
    anyone.reload()
    expect(anyone.locator("main")).to_be_visible()
    expect(anyone.locator(selector)).to_have_count(0)


def test_a_field_that_is_unticked_goes_while_others_are_looking(studio: Page, visit: Visit, ticket: Fresh) -> None:
    switch_on(studio)
    anyone = visit(ticket.public())
    expect(anyone.locator(".steps")).to_be_visible()
    studio.get_by_label("The five steps").uncheck()
    save(studio)
    expect(anyone.locator(".steps")).to_have_count(0)


def test_the_owner_can_be_a_photo_a_name_or_nobody(studio: Page, visit: Visit, ticket: Fresh) -> None:
    switch_on(studio)
    anyone = visit(ticket.public())
    expect(anyone.locator('img[src*="maria"]').first).to_be_visible()
    studio.get_by_role("radio", name="First name", exact=True).check()
    save(studio)
    anyone.reload()
    expect(anyone.locator('img[src*="maria"]')).to_have_count(0)
    assert "Maria" in anyone.inner_text("body")
    studio.get_by_role("radio", name="Nobody").check()
    save(studio)
    anyone.reload()
    assert "Maria" not in anyone.content()
    assert "maria" not in anyone.content()


def test_a_title_of_their_own_stands_instead_of_the_subject(studio: Page, visit: Visit, ticket: Fresh) -> None:
    studio.get_by_role("radio", name="A title of your own").check()
    studio.get_by_label("Your own title").fill("Our espresso machine is on leave")
    switch_on(studio)
    anyone = visit(ticket.public())
    expect(anyone.get_by_text("Our espresso machine is on leave").first).to_be_visible()
    assert SUBJECT not in anyone.content()


def test_letters_are_shown_only_when_both_agree_and_one_can_be_held_back(
    studio: Page, visit: Visit, ticket: Fresh
) -> None:
    ticket.letter("This one is for everybody.", is_public=True)
    ticket.letter("This one is for Ana alone.")
    studio.reload()
    studio.get_by_role("radio", name="Those that I tick").check()
    switch_on(studio)
    anyone = visit(ticket.public())
    expect(anyone.get_by_text("This one is for everybody.")).to_be_visible()
    assert "for Ana alone" not in anyone.content()
    studio.get_by_text("Which of them").click()
    studio.locator('input[name="letter"]').first.uncheck()
    save(studio)
    expect(anyone.get_by_text("This one is for everybody.")).to_have_count(0)


def test_switched_off_it_is_gone_for_whoever_is_looking(
    studio: Page, visit: Visit, ticket: Fresh, watch: Watch
) -> None:
    switch_on(studio)
    address = ticket.public()
    anyone = visit(address)
    expect(anyone.locator(".owner h2")).to_have_text("Maria")
    watch.allow("status 410")
    studio.get_by_role("button", name="Switch it off").click()
    expect(studio.locator("#said").get_by_text("The public view is off")).to_be_visible()
    expect(anyone.locator("main")).not_to_contain_text("Maria")
    late = visit(address)
    expect(late.locator("body")).not_to_contain_text("Maria")


def test_the_public_view_sets_no_cookie_and_leads_nowhere_private(visit: Visit, ticket: Fresh) -> None:
    ticket.publish()
    anyone = visit(ticket.public())
    expect(anyone.locator("h1")).to_be_visible()
    assert anyone.context.cookies() == []
    assert ticket.page.rsplit("/", 1)[1] not in anyone.content()
    links = anyone.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    assert not any("/t/" in link or "/f/" in link or "/desk" in link for link in links)
    assert anyone.locator("form, textarea, input").count() == 0


@pytest.mark.parametrize("scope", ["public", "embed"])
def test_the_small_joy_at_the_end_moves_nothing_for_whoever_wants_peace(
    server: Server, visit: Visit, public: Fresh, scope: str
) -> None:
    public.letter("It ran all night.", asks_solved=True)
    server.do(confirm, public.id, now())
    page = visit(public.public(scope), reduced_motion="reduce")
    expect(page.locator(".joy-sign")).to_be_visible()
    assert moving(page) == []
    page.emulate_media(reduced_motion="no-preference")
    drawn = page.locator(".joy-tick").evaluate("tick => getComputedStyle(tick).animationName")
    assert drawn == "drawn"
