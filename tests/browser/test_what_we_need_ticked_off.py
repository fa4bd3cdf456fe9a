"""What is asked for in real browsers: it ticks on both sides by itself, and no word that is typed meanwhile is lost."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from statuspage.domain.companion_verbs import let_in
from statuspage.domain.needs import Needed
from statuspage.domain.shares.share import shares_of
from tests.browser.acts import SOON
from tests.browser.conftest import Visit
from tests.browser.measure import sideways, small_targets, violations
from tests.browser.tickets import Fresh, now

ASKED = ("A photo of the label", "The order number")


def ask(ticket: Fresh) -> int:
    return ticket.letter("I need two things.", needs=Needed(ASKED, now() + timedelta(days=2), "", "Europe/Lisbon"))


def joanas(ticket: Fresh) -> str:
    """The page of a companion who may write."""
    said = {"name": "Joana Reis", "email": "", "may_write": True}
    joana = ticket.server.do(lambda session: let_in(session, ticket.id, now(), **said).id)
    share = ticket.server.do(lambda session: shares_of(session, ticket.id, joana)["private"])
    return str(ticket.server.app.extensions["urls"].shared(share))


def test_it_ticks_on_every_side_while_words_that_somebody_types_stay(visit: Visit, ticket: Fresh) -> None:
    ask(ticket)
    maria = visit(ticket.desk, agent="maria")
    ana, joana = visit(ticket.page), visit(joanas(ticket))
    assert violations(ana) == []
    assert small_targets(ana, 24) == []
    ana.get_by_role("textbox", name=ASKED[0]).fill("It is under the tray.")
    joana.get_by_role("textbox", name=ASKED[0]).fill("On the box as well.")
    joana.get_by_role("button", name="Give what is filled in").click()
    expect(joana.locator("#needs")).to_contain_text("You gave this", timeout=SOON)
    expect(joana.get_by_role("textbox", name=ASKED[0])).to_be_hidden()
    expect(ana.locator("#needs")).to_contain_text("Joana Reis gave this", timeout=SOON)
    expect(ana.get_by_role("textbox", name=ASKED[0])).to_have_value("It is under the tray.")
    expect(maria.locator("#needs")).to_contain_text("On the box as well.", timeout=SOON)
    assert violations(maria) == []

    ana.get_by_role("textbox", name=ASKED[1]).fill("4711")
    ana.get_by_role("button", name="Give this").click()
    expect(ana.locator("#needs")).to_have_count(0, timeout=SOON)
    ana.reload()
    expect(ana.locator("#needs")).to_have_count(0)
    expect(ana.locator(".letters")).to_contain_text("It is under the tray.")
    expect(maria.locator("#letters, #top").filter(has_text="4711").first).to_be_visible(timeout=SOON)
    expect(maria.get_by_text("Remind Ana")).to_have_count(0)


def test_what_is_typed_for_a_line_is_there_after_a_reload_and_after_back(visit: Visit, ticket: Fresh) -> None:
    version = ask(ticket)
    ana = visit(ticket.page, viewport={"width": 360, "height": 800})
    assert sideways(ana) == []
    ana.locator(f"#need-{version}-2").fill("47")
    ana.reload()
    expect(ana.locator(f"#need-{version}-2")).to_have_value("47")
    ana.get_by_text("Give it a new address").click()
    expect(ana.get_by_role("heading", name="The address of your page")).to_be_visible()
    ana.go_back()
    expect(ana.locator(f"#need-{version}-2")).to_have_value("47")


def test_it_is_asked_for_and_given_without_script_and_the_reminder_too(visit: Visit, ticket: Fresh) -> None:
    maria = visit(ticket.desk, agent="maria", java_script_enabled=False)
    maria.locator("#letter-ask > summary").click()
    maria.get_by_label("What do you need from Ana?").fill("\n".join(ASKED))
    maria.locator("#letter-body").fill("I need two things.")
    maria.locator("[data-send]").click()
    expect(maria.locator("#needs")).to_contain_text("still open: 2")
    maria.get_by_role("button", name="Remind Ana").click()
    expect(maria.locator("#letter-body")).to_have_value(re.compile(r"^Ana, \[\[a word of your own\]\]"))
    ana = visit(ticket.page, java_script_enabled=False)
    ana.get_by_role("textbox", name=ASKED[0]).fill("Under the tray.")
    ana.get_by_role("button", name="Give what is filled in").click()
    expect(ana.get_by_text("What you gave has arrived.")).to_be_visible()


def test_the_button_lays_the_reminder_into_the_letter(visit: Visit, ticket: Fresh) -> None:
    ask(ticket)
    maria = visit(ticket.desk, agent="maria")
    maria.locator("#letter-body").fill("Good morning.")
    maria.get_by_role("button", name="Remind Ana").click()
    laid = re.compile(r"^Good morning\.\n\nAna, \[\[a word of your own\]\]")
    expect(maria.locator("#letter-body")).to_have_value(laid)
    written = maria.locator("#letter-body").input_value()
    assert all(f"- {line}" in written for line in ASKED)
    maria.locator("#letter-ask > summary").click()
    maria.get_by_label("What do you need from Ana?").fill("The town")
    expect(maria.locator("[data-how]")).to_contain_text("Ana’s turn")
