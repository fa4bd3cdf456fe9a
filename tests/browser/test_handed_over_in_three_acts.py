"""Handing a ticket over with a note: opened, chosen and sent."""

from playwright.sync_api import Page, expect

from tests.browser.tickets import Fresh

NOTE = "The grinder is on your bench; the customer needs it for Saturday."


def test_a_ticket_is_handed_over_with_a_note_in_three_acts(maria: Page, ticket: Fresh) -> None:
    maria.goto(ticket.desk)
    form = maria.locator("#act-handover form")

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
