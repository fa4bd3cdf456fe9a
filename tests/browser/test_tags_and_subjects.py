"""Tags are put on with the keyboard alone and taken off with a way back; another subject is on open pages at once."""

from playwright.sync_api import Page, expect

from statuspage.domain.publication.choice import PublicChoice
from tests.browser.tickets import Fresh


def test_a_tag_is_put_on_completed_and_taken_off_with_the_keyboard_and_that_is_undone(maria: Page) -> None:
    field = maria.get_by_role("combobox", name="A tag, for us alone")
    maria.keyboard.press("t")
    expect(field).to_be_focused()
    maria.keyboard.type("Seals of March, workshop")
    maria.keyboard.press("Enter")
    chips = maria.locator("#tags li")
    expect(chips).to_have_text(["Seals of March", "workshop"])
    maria.get_by_role("button", name="Take “workshop” off").focus()
    maria.keyboard.press("Enter")
    expect(chips).to_have_text(["Seals of March"])
    expect(maria.locator("#tags-offered option[value=workshop]")).to_be_attached()
    maria.get_by_role("button", name="Undo").focus()
    maria.keyboard.press("Enter")
    expect(chips).to_have_text(["Seals of March", "workshop"])
    chips.get_by_role("link", name="workshop").click()
    expect(maria.locator(".found .queue-item .tag").first).to_be_visible()


def test_a_tag_is_at_once_on_every_window_and_does_not_come_back_once_it_is_off(maria: Page) -> None:
    other = maria.context.new_page()
    other.goto(maria.url)
    chips, others = (page.locator("#tags li") for page in (maria, other))
    maria.keyboard.press("t")
    expect(maria.get_by_role("combobox", name="A tag, for us alone")).to_be_focused()
    maria.keyboard.type("seals, workshop")
    maria.keyboard.press("Enter")
    for these in (chips, others):
        expect(these).to_have_text(["seals", "workshop"])
    maria.get_by_role("button", name="Take “workshop” off").click()
    expect(maria.get_by_role("button", name="Undo")).to_be_visible()
    for these in (chips, others):
        expect(these).to_have_text(["seals"])
    maria.reload()
    expect(chips).to_have_text(["seals"])


def test_another_subject_is_on_every_open_page_at_once_and_the_customer_decides_what_others_read(
    ticket: Fresh, maria: Page, ana: Page
) -> None:
    ticket.publish(PublicChoice(subject="subject"))
    before = ana.locator("h1").inner_text()
    maria.locator("#act-more > summary").click()
    maria.locator("#act-subject > summary").click()
    maria.get_by_label("What it is about, in one line").fill("The fuse blows")
    maria.get_by_role("button", name="Change the subject").click()
    expect(maria.locator("#was")).to_contain_text(before)
    expect(ana.locator("h1")).to_have_text("The fuse blows")
    ana.locator("#was summary").click()
    expect(ana.locator("#was p")).to_have_text(before)
    ana.get_by_role("link", name="Choose what others see").first.click()
    ana.get_by_label("As it is called now: The fuse blows").check()
    ana.get_by_role("button", name="Save what others see").click()
    expect(ana.get_by_text("As it was:")).to_have_count(0)
    ana.goto(ticket.public())
    expect(ana.locator("h1")).to_contain_text("The fuse blows")
