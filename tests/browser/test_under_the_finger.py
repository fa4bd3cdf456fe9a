"""Nothing that comes moves a button away between the pressing and the letting go: what was pressed is done."""

from playwright.sync_api import Route, expect

from tests.browser.acts import SOON, letters
from tests.browser.conftest import Visit, log_in
from tests.browser.server import Server
from tests.browser.tickets import Fresh

NEWS = "Ana, the part has arrived."


def test_the_studio_says_that_nothing_is_saved_only_after_it(visit: Visit, ticket: Fresh) -> None:
    ticket.publish()
    studio = visit(f"{ticket.page}/studio")
    unsaved = studio.get_by_text("Not saved yet.")
    save = studio.get_by_role("button", name="Save what others see")
    save.hover()
    studio.get_by_label("How long it takes").evaluate("box => box.click()")
    studio.mouse.down()
    studio.wait_for_timeout(600)
    expect(unsaved).to_have_count(0)
    studio.mouse.up()
    expect(studio.locator("#said").get_by_text("The public view is on")).to_be_visible()
    expect(studio.get_by_label("How long it takes")).not_to_be_checked()


def test_a_letter_comes_only_after_it_and_then_comes(visit: Visit, ticket: Fresh) -> None:
    ana, beside = visit(ticket.page), visit(ticket.page)
    ana.get_by_label("Write to").fill("It hums.")
    ana.locator("#reply").get_by_role("button", name="Send").hover()
    ana.mouse.down()
    ticket.letter(NEWS)
    expect(letters(beside).filter(has_text=NEWS)).to_have_count(1, timeout=SOON)
    ana.wait_for_timeout(500)
    expect(letters(ana).filter(has_text=NEWS)).to_have_count(0)
    ana.mouse.up()
    expect(letters(ana).filter(has_text=NEWS)).to_have_count(1, timeout=SOON)
    expect(ana.locator(".is-reply .letter-body").filter(has_text="It hums.")).to_have_count(1)


def test_whoever_logs_out_leaves_no_stream_that_is_refused(server: Server, visit: Visit, ticket: Fresh) -> None:
    """The old page is there until the answer comes, by which time its session has ended."""
    page = visit()
    log_in(page, server, "maria")
    with page.expect_request(f"**/tickets/{ticket.id}/stream*"):
        page.goto(ticket.desk)
    streams: list[str] = []
    page.on("request", lambda request: streams.append(request.url) if "/stream" in request.url else None)

    def slowly(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        page.wait_for_timeout(4_000)
        route.fulfill(response=answer)

    page.route("**/logout", slowly)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    assert streams == []
