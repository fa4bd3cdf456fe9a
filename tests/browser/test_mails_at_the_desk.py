"""A mail that did not arrive: the desk says so, and by keyboard alone it is sent to another address."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now
from tests.browser.watch import Watch
from tests.mails import REFUSED, newest_mail, refuse


def dead(server: Server, ticket: Fresh) -> int:
    ticket.letter("Ana, the valve is here, and it fits.")
    mail_id = server.do(lambda session: newest_mail(session).id)
    server.do(refuse, mail_id, now())
    return int(mail_id)


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_another_address_is_given_at_the_ticket_by_keyboard_alone(
    server: Server, visit: Visit, watch: Watch, ticket: Fresh
) -> None:
    watch.allow("status 422: POST .*/address")
    dead(server, ticket)
    page = visit(ticket.desk, agent="maria")
    banner = page.locator(".unreached")
    expect(banner).to_contain_text("Ana does not get our mails")
    expect(banner).to_contain_text(REFUSED)
    opener = banner.locator("summary")
    opener.focus()
    page.keyboard.press("Enter")
    field = banner.get_by_label("Mail address")
    expect(field).to_be_visible()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("ana at example")
    page.keyboard.press("Enter")
    expect(page.locator("#errors")).to_be_focused()
    page.get_by_label("Mail address").fill("ana.reis@example.org")
    page.get_by_role("button", name="Save and send again").click()
    expect(page.get_by_text("No mail server is set: nothing leaves until there is one.")).to_be_visible()
    page.goto(ticket.desk)
    expect(page.locator(".unreached")).to_have_count(0)


def test_a_mail_is_read_in_a_frame_that_can_do_nothing(
    server: Server, visit: Visit, watch: Watch, ticket: Fresh
) -> None:
    watch.allow("allow-popups")  # what a sandbox says of a link that it does not open
    mail_id = dead(server, ticket)
    page = visit(f"{server.url}/desk/outbox/{mail_id}", agent="maria", viewport={"width": 320, "height": 640})
    assert width(page) <= 320
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("paragraph").get_by_text("Ana, the valve is here, and it fits.")).to_be_visible()
    address = page.url
    frame.get_by_role("link", name="All that was said, and your answer").click()
    expect(frame.get_by_role("paragraph").get_by_text("Ana, the valve is here, and it fits.")).to_be_visible()
    assert (page.url, len(page.context.pages)) == (address, 1)
    assert not [asked for asked in watch.requests if "/t/" in asked], "the key of its reader is not used"
