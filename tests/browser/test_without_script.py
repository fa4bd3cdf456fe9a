"""Everything works by plain pages and forms; script only makes it quicker."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import composer, letters, unfold, write_letter
from tests.browser.conftest import Visit, log_in
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh
from tests.browser.watch import Watch


@pytest.fixture
def ana(visit: Visit, ticket: Fresh) -> Page:
    return visit(ticket.page, java_script_enabled=False)


@pytest.fixture
def maria(visit: Visit, ticket: Fresh) -> Page:
    return visit(ticket.desk, agent="maria", java_script_enabled=False)


def test_the_customer_answers(ana: Page) -> None:
    ana.get_by_label("Write to Maria").fill("Sent by a plain form.")
    ana.locator("#reply").get_by_role("button", name="Send").click()
    expect(ana.get_by_text("Your words have arrived.")).to_be_visible()
    expect(ana.locator(".letters").get_by_text("Sent by a plain form.")).to_be_visible()


def test_what_was_typed_is_kept_when_it_cannot_be_sent(ana: Page, watch: Watch) -> None:
    watch.allow("status 422")
    words = "It began like this.\n" + "and again " * 1_200
    ana.get_by_label("Write to Maria").fill(words)
    ana.locator("#reply").get_by_role("button", name="Send").click()
    expect(ana.get_by_role("alert")).to_be_visible()
    field = ana.get_by_label("Write to Maria")
    expect(field).to_have_value(words)
    assert field.get_attribute("aria-invalid") == "true"
    ana.get_by_role("alert").get_by_role("link").click()
    expect(field).to_be_in_viewport()


def test_the_customer_says_that_they_were_understood(ana: Page) -> None:
    ana.get_by_role("button", name="That’s right").click()
    expect(ana.locator(".heard").get_by_text("You said: that’s right")).to_be_visible()


def test_the_customer_says_what_was_not_quite_right(ana: Page) -> None:
    ana.get_by_role("button", name="Not quite…").click()
    ana.get_by_label("In your words").first.fill("It is the third time, not the second.")
    ana.locator("#not_quite").get_by_role("button", name="Send").click()
    expect(ana.locator(".letters").get_by_text("It is the third time")).to_be_visible()


def test_the_customer_asks_for_a_call(ana: Page) -> None:
    ana.get_by_role("button", name="Ask for a call").click()
    ana.get_by_label("Your phone number").fill("+351 91 000 0000")
    ana.get_by_role("button", name="Ask for the call").click()
    expect(ana.get_by_text("Your wish for a call has arrived.")).to_be_visible()


def test_a_call_without_a_number_is_refused_with_the_rest_kept(ana: Page, watch: Watch) -> None:
    watch.allow("status 422")
    ana.get_by_role("button", name="Ask for a call").click()
    ana.get_by_label("Your phone number").fill("call me, please")
    ana.get_by_label("When suits you?").fill("after four")
    ana.get_by_role("button", name="Ask for the call").click()
    expect(ana.get_by_role("alert")).to_be_visible()
    expect(ana.get_by_label("Your phone number")).to_have_value("call me, please")
    expect(ana.get_by_label("When suits you?")).to_have_value("after four")


def test_the_customer_thanks(ana: Page) -> None:
    ana.get_by_role("button", name="Thank Maria").click()
    expect(ana.locator(".letter-acts").get_by_text("You thanked Maria")).to_be_visible()


def test_solved_or_not_and_how_it_felt(visit: Visit, server: Server) -> None:
    ticket = fresh(server)
    ticket.letter("Ana, it ran all night.", asks_solved=True)
    ana = visit(ticket.page, java_script_enabled=False)
    ana.get_by_role("button", name="Not yet…").click()
    ana.locator("#not_solved textarea").fill("It leaks now.")
    ana.locator("#not_solved").get_by_role("button", name="Send").click()
    expect(ana.get_by_text("Then it is not over.")).to_be_visible()
    ticket.letter("Ana, the seal is new.", asks_solved=True)
    ana.goto(ticket.page)
    ana.get_by_role("button", name="Yes, it is solved").click()
    expect(ana.get_by_text("It is solved, because you say so.")).to_be_visible()
    ana.get_by_role("radio").first.check()
    ana.locator("form[action$='/feeling']").get_by_role("button").first.click()
    expect(ana.get_by_text("Thank you for saying how it was.")).to_be_visible()
    ana.get_by_role("button", name="Open it again").click()
    expect(ana.get_by_text("It is open again.")).to_be_visible()


def test_the_public_view_is_switched_on_and_off(ana: Page, visit: Visit, ticket: Fresh, watch: Watch) -> None:
    ana.get_by_text("Put this ticket on your own website").click()
    ana.get_by_role("link", name="Choose what others see").click()
    ana.get_by_role("button", name="Switch it on").click()
    expect(ana.locator("#said").get_by_text("The public view is on")).to_be_visible()
    anyone = visit(ticket.public(), java_script_enabled=False)
    expect(anyone.locator(".owner h2")).to_have_text("Maria")
    watch.allow("status 410")
    ana.get_by_role("button", name="Switch it off").click()
    expect(ana.locator("#said").get_by_text("The public view is off")).to_be_visible()
    anyone.reload()
    expect(anyone.locator("body")).not_to_contain_text("Maria")


def test_earlier_letters_are_reached_by_a_link(server: Server, visit: Visit) -> None:
    ticket = fresh(server, letters=24)
    ana = visit(ticket.page, java_script_enabled=False)
    expect(ana.get_by_text("Letter number 24 about")).to_be_visible()
    expect(ana.get_by_text("Letter number 1 about")).to_have_count(0)
    ana.get_by_role("link", name="Earlier letters").click()
    expect(ana.get_by_text("Letter number 1 about")).to_be_visible()


def test_an_agent_logs_in_and_writes_a_letter(server: Server, visit: Visit, ticket: Fresh) -> None:
    maria = visit(java_script_enabled=False)
    log_in(maria, server, "maria")
    maria.goto(ticket.desk)
    write_letter(maria, "Ana, written without any script.")
    expect(letters(maria).filter(has_text="without any script")).to_have_count(1)


def test_a_wrong_password_keeps_the_address(server: Server, visit: Visit, watch: Watch) -> None:
    watch.allow("status 422")
    page = visit(f"{server.url}/desk/login", java_script_enabled=False)
    expect(page.get_by_label("Mail address")).to_be_focused()
    page.get_by_label("Mail address").fill("maria@fernhill.example")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Mail address")).to_have_value("maria@fernhill.example")
    expect(page.get_by_label("Password")).to_have_value("")


def test_a_draft_is_put_into_the_letter(maria: Page) -> None:
    composer(maria).get_by_label("Your letter to").fill("Ana,")
    unfold(maria, "drafts")
    maria.get_by_role("button", name="Repair under way").click()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(re.compile(r"^Ana,.*\[\[", re.DOTALL))
    expect(maria.locator("[data-places]")).to_be_visible()
    maria.get_by_role("button", name="Take the draft out").click()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value("Ana,")


def test_a_preview_shows_the_letter_and_keeps_it(maria: Page) -> None:
    composer(maria).get_by_label("Your letter to").fill("Ana, it is **fixed**.")
    composer(maria).get_by_role("button", name="Preview").click()
    expect(maria.locator("#preview strong")).to_have_text("fixed")
    expect(composer(maria).get_by_label("Your letter to")).to_have_value("Ana, it is **fixed**.")


def test_a_note_and_a_handover(maria: Page) -> None:
    maria.locator("#act-note summary").click()
    maria.get_by_label("A note among us").fill("Ask Tom about the batch.")
    maria.get_by_role("button", name="Keep the note").click()
    expect(maria.locator("article.note")).to_contain_text("Ask Tom about the batch.")
    maria.locator("#act-handover summary").click()
    maria.get_by_label("To whom").select_option(label="Tom Becker, Front desk and parts")
    maria.get_by_label("What your colleague needs to know").fill("Ana needs a loaner on Saturday.")
    maria.locator("#act-handover").get_by_role("button", name="Hand over").click()
    expect(maria.locator("article.handover")).to_contain_text("Ana needs a loaner on Saturday.")


def test_nothing_is_shown_that_needs_script(ana: Page, maria: Page) -> None:
    for page in (ana, maria):
        expect(page.locator("[data-copy]:visible, [data-print]:visible")).to_have_count(0)
        assert page.locator("[data-writing]:visible").count() == 0
