"""One cause, many customers: two tickets are tied, one letter is laid before each owner, and it shows who sent."""

import re

from playwright.sync_api import Page, expect

from tests.browser.acts import composer, send, times
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh
from tests.browser.watch import Watch

NAME = "Burnt pump seals of March"


def test_a_letter_is_laid_before_two_owners_and_leaves_when_one_has_made_it_theirs(
    visit: Visit, server: Server, ticket: Fresh, maria: Page, watch: Watch
) -> None:
    toms = fresh(server, name="Kenji Mori")
    toms.hand_over("tom")
    # from Ana's page a cause is begun, and Kenji's ticket is tied by its address
    maria.locator("#act-cause summary").click()
    maria.get_by_role("link", name="Begin a cause with this ticket").click()
    maria.get_by_label("What it is, in one line").fill(NAME)
    maria.get_by_role("button", name="Begin it").click()
    maria.wait_for_url(re.compile(r"/desk/causes/\d+"))
    cause = maria.url.partition("?")[0]
    maria.get_by_label("Find a ticket to tie").fill(toms.desk)
    maria.get_by_role("button", name="Look").click()
    maria.get_by_role("button", name="Tie them").click()  # the only one found is chosen
    expect(maria.locator(".tied-row")).to_have_count(2)
    # the letter is previewed in place, and laid
    maria.get_by_label("The letter").fill("[[their name]], they burn. [[your own words]]")
    maria.get_by_label("Look at it as it is laid for").select_option("Kenji Mori")
    maria.get_by_role("button", name="Preview").click()
    expect(maria.locator("#preview")).to_contain_text("Kenji, they burn.")
    maria.get_by_role("button", name="Lay it before 2 owners").click()
    expect(maria.get_by_text("Laid before 2 owners.")).to_be_visible()
    # Tom has it before him, and no next word is chosen for him
    tom = visit(toms.desk, agent="tom")
    expect(tom.locator("#letter-laid")).to_contain_text(f"A letter about “{NAME}” is laid before you")
    expect(tom.locator("#queue [aria-current=page]")).to_contain_text("is laid before you")
    field = composer(tom).get_by_label("Your letter to")
    expect(field).to_have_value("Kenji, they burn. [[your own words]]")
    assert times(tom).and_(tom.locator(":checked")).count() == 0
    send(tom)
    expect(field).to_be_focused()  # its open place is his to fill in
    field.fill("Kenji, they burn. Yours is on my bench.")
    times(tom).last.check()
    send(tom)
    expect(tom.get_by_text("Sent: it stands on the page of Kenji.")).to_be_visible()
    maria.goto(cause)
    expect(maria.locator(".tied-row.has-heard")).to_contain_text("sent by Tom")
    expect(maria.locator("#counts")).to_have_text("2 tickets, 1 has heard, one letter waits for a hand")
