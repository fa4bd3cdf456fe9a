"""A form that cannot reach us stays on its page with its words, and says so; once it can, they arrive."""

import re

from playwright.sync_api import Page, expect

from tests.browser.acts import begin_letter, composer, letters, listens, send
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

WORDS = "Ana, the fuse trips twelve degrees early."
SAID = "This did not reach us. Your text is still here; please send it again in a moment."


def test_at_the_desk_a_letter_and_a_note_stay_while_there_is_no_connection(
    maria: Page, ticket: Fresh, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    begin_letter(maria, WORDS)
    maria.context.set_offline(True)
    send(maria)
    said = maria.get_by_role("alert")
    expect(said).to_have_text(SAID)
    maria.keyboard.press("Escape")
    expect(said).to_be_hidden()
    maria.locator("#act-note > summary").click()
    maria.get_by_label("A note among us").fill("They open at seven.")
    maria.get_by_role("button", name="Keep the note").click()
    expect(said).to_have_text(SAID)
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(WORDS)
    maria.context.set_offline(False)
    maria.get_by_role("button", name="Keep the note").click()
    expect(maria.get_by_text("Noted, among us only.")).to_be_visible()
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(WORDS)  # it was kept as soon as it could be
    listens(maria)
    maria.locator("body").press("r")
    maria.keyboard.type(" Indeed.")
    expect(composer(maria).get_by_label("Your letter to")).to_have_value(f"{WORDS} Indeed.")
    send(maria)
    expect(letters(maria).filter(has_text="Indeed.")).to_be_visible()


def test_whoever_asks_stays_on_the_form_while_there_is_no_connection(
    server: Server, visit: Visit, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = visit(f"{server.url}/ask")
    page.get_by_label("What happened, in your own words").fill("The pump hums.")
    page.get_by_label("Your name").fill("Joana Silva")
    page.get_by_label("Your mail address or phone number").fill("joana@example.net")
    page.context.set_offline(True)
    press = page.get_by_role("button", name="Ask", exact=True)
    press.click()
    expect(page.get_by_role("alert")).to_have_text(SAID)
    page.context.set_offline(False)
    press.click()
    page.wait_for_url(re.compile("/t/.*said=asked"))
