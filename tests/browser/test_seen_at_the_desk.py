"""What comes in while an agent is at a form: read on the page it is no news, unread it is looked at first."""

from playwright.sync_api import Page, expect

from statuspage.domain.customer_verbs import reply
from tests.browser.acts import SOON
from tests.browser.tickets import Fresh, now
from tests.browser.watch import Watch


def hand_over(desk: Page) -> None:
    form = desk.locator("#act-handover")
    form.get_by_label("To whom").select_option(index=1)
    form.get_by_label("What your colleague needs").fill("Tom knows fuses.")
    form.get_by_role("button", name="Hand over").click()


def ana_writes(ticket: Fresh, desk: Page) -> None:
    desk.locator("#act-handover summary").click()
    ticket.server.do(reply, ticket.id, now(), body="It hisses now.")
    expect(desk.locator("#top").get_by_text("It hisses now.")).to_be_visible(timeout=SOON)


def test_what_was_read_as_it_came_needs_no_second_look(ticket: Fresh, maria: Page) -> None:
    ana_writes(ticket, maria)
    maria.locator("#top article").first.scroll_into_view_if_needed()
    expect(maria.locator("#act-handover [name=seen]")).to_have_value(str(ticket.version))
    hand_over(maria)
    expect(maria.get_by_text("Handed over.")).to_be_visible()


def test_what_was_not_read_yet_comes_first_and_the_note_stays(ticket: Fresh, maria: Page, watch: Watch) -> None:
    watch.allow("status 409")
    ana_writes(ticket, maria)
    hand_over(maria)
    expect(maria.get_by_text("Something new happened while this page was open")).to_be_visible()
    expect(maria.get_by_label("What your colleague needs")).to_have_value("Tom knows fuses.")
    expect(maria.locator("#top").get_by_text("It hisses now.")).to_be_visible()
    hand_over(maria)
    expect(maria.get_by_text("Handed over.")).to_be_visible()
