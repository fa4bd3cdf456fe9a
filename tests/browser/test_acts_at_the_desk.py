"""The acts beside a letter: a ticket is handed over in three, and an open form has the words that are typed."""

from dataclasses import replace

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from statuspage.domain.customer_verbs import ask_call
from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.browser.acts import unfold
from tests.browser.conftest import Visit
from tests.browser.tickets import Fresh, due, now

NOTE = "The grinder is on your bench; the customer needs it for Saturday."


def test_a_ticket_is_handed_over_with_a_note_in_three_acts(maria: Page, ticket: Fresh) -> None:
    maria.goto(ticket.desk)
    form = maria.locator("#act-handover form")
    maria.locator("#act-handover summary").click()
    expect(form.get_by_label("To whom")).to_have_value("")  # nobody is chosen for them
    form.get_by_role("link", name="Leave it so").click()
    expect(form).to_be_hidden()
    expect(maria.locator("#act-handover summary")).to_be_focused()

    def choose() -> None:
        form.get_by_label("To whom").select_option(form.locator("option", has_text="Tom").get_attribute("value"))

    def send() -> None:
        form.get_by_label("What your colleague needs to know").fill(NOTE)
        form.get_by_role("button", name="Hand over").click()

    acts = (lambda: maria.locator("#act-handover summary").click(), choose, send)
    for act in acts:
        act()
    handed = maria.locator(".handover").filter(has_text=NOTE)
    expect(handed).to_contain_text("Tom")
    assert len(acts) == 3


def test_whoever_opens_a_note_with_the_mouse_types_into_it(maria: Page, ticket: Fresh) -> None:
    maria.goto(ticket.desk)
    maria.locator("#act-note > summary").click()
    field = maria.locator("#act-note textarea")
    expect(field).to_be_focused()
    maria.keyboard.type("to the gasket")
    expect(field).to_have_value("to the gasket")


def test_whoever_is_asked_for_a_call_is_led_to_what_answers_it(maria: Page, ticket: Fresh) -> None:
    ticket.server.do(ask_call, ticket.id, now(), phone="030 5550142")
    for way, box in (("Promise a call", "I’ll call then"), ("Answer in a letter", "I answer the wish for a call")):
        maria.locator("#call-better").get_by_role("link", name=way).click()
        expect(maria.get_by_label(box)).to_be_focused()
        expect(maria.get_by_label(box)).to_be_checked()
    expect(maria.locator("[data-send]")).to_contain_text("Send, call")


def test_a_call_that_is_promised_stays_so_in_the_next_letter_until_it_is_told_of(visit: Visit, ticket: Fresh) -> None:
    ticket.server.do(_give_number, ticket.id)
    ticket.letter(promise=replace(due(hours=26), kind="call"))
    maria = visit(ticket.desk, agent="maria")
    expect(maria.locator("[data-send]")).to_contain_text("Send, call")
    unfold(maria, "how")
    maria.get_by_label("I said this on the phone").check()
    expect(maria.get_by_label("I’ll call then")).not_to_be_checked()
    expect(maria.locator("[data-send]")).to_contain_text("Send, next word")


def _give_number(session: Session, ticket_id: int) -> None:
    session.get_one(Customer, session.get_one(Ticket, ticket_id).customer_id).phone = "030 5550142"
