"""On a slow or troubled line: what comes late takes nothing back, and one mishap ends nothing."""

from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.acts import letters
from tests.browser.conftest import Visit
from tests.browser.measure import comes_true, settle
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

NEWS = "Ana, the part has arrived."


def ask_again(page: Page) -> None:
    """Let the page look for itself, as it does when the net is back."""
    page.evaluate("window.sameDocument = true")
    page.evaluate("dispatchEvent(new Event('online'))")


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def until(page: Page, held: list[Any], number: int = 1) -> None:
    comes_true(page, lambda: len(held) >= number, "it is asked for")


def test_an_answer_that_comes_late_takes_back_nothing_that_the_stream_brought(ana: Page, ticket: Fresh) -> None:
    held: list[tuple[Route, Any]] = []
    ana.route("**/live", lambda route: held.append((route, route.fetch())))
    ask_again(ana)
    until(ana, held)
    ticket.letter(NEWS)
    arrived = letters(ana).filter(has_text=NEWS)
    expect(arrived).to_be_visible()
    for route, answer in held:
        assert NEWS not in answer.text()
        with ana.expect_event("requestfinished", lambda request: request.url.endswith("/live")):
            route.fulfill(response=answer)
    settle(ana)
    expect(arrived).to_be_visible()


def test_of_two_answers_the_one_that_was_asked_for_later_stays(ana: Page, ticket: Fresh, watch: Watch) -> None:
    watch.allow("ERR_FAILED.*/stream", "hx-sse|htmx")
    held: list[tuple[Route, Any]] = []
    ana.route("**/live", lambda route: held.append((route, route.fetch())))
    ana.route("**/stream*", lambda route: route.abort())
    ask_again(ana)
    until(ana, held)
    ticket.letter(NEWS)
    ask_again(ana)
    until(ana, held, 2)
    held[1][0].fulfill(response=held[1][1])
    arrived = letters(ana).filter(has_text=NEWS)
    expect(arrived).to_be_visible()
    with ana.expect_event("requestfinished", lambda request: request.url.endswith("/live")):
        held[0][0].fulfill(response=held[0][1])
    settle(ana)
    expect(arrived).to_be_visible()


def test_one_refusal_by_mishap_loads_no_page_again(ana: Page, ticket: Fresh, watch: Watch) -> None:
    watch.allow("status 404: GET .*/live")
    refusals = iter([404])

    def refuse_once(route: Route) -> None:
        status = next(refusals, None)
        route.fulfill(status=status, body="Not Found") if status else route.continue_()

    ana.route("**/live", refuse_once)
    with ana.expect_response(lambda answer: answer.url.endswith("/live") and answer.ok):
        ask_again(ana)
    ticket.letter(NEWS)
    expect(letters(ana).filter(has_text=NEWS)).to_be_visible()
    assert is_same(ana)


def test_a_stream_that_ends_by_mistake_is_found_again(ana: Page, ticket: Fresh) -> None:
    mishaps = iter(["event: gone\ndata: 404\n\n"])

    def end_once(route: Route) -> None:
        body = next(mishaps, None)
        route.fulfill(content_type="text/event-stream", body=body) if body else route.continue_()

    ana.route("**/stream*", end_once)
    with ana.expect_response(lambda answer: answer.url.endswith("/live") and answer.ok):
        ask_again(ana)
    ticket.letter(NEWS)
    expect(letters(ana).filter(has_text=NEWS)).to_be_visible()
    assert is_same(ana)


def test_a_page_whose_scripts_come_one_after_the_other_has_its_stream_all_the_same(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    held: list[Route] = []
    page.route("**/htmx.min.js*", lambda route: held.append(route))
    page.goto(ticket.page, wait_until="commit")
    until(page, held)
    with page.expect_response("**/stream*"):
        held[0].continue_()
    ticket.letter(NEWS)
    expect(letters(page).filter(has_text=NEWS)).to_be_visible()
