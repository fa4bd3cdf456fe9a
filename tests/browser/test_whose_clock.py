"""Times are told by the server's clock: the reader's own may be days off, and their machine may sleep."""

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, Route, expect

from statuspage.domain.customer_verbs import reply
from tests.browser.conftest import Visit
from tests.browser.measure import comes_true
from tests.browser.server_time import server_says
from tests.browser.tickets import Fresh, now

# Only the wall clock is wrong: what the page measures by itself goes on as it does.
WRONG = """(() => {
  const Right = Date, off = %d;
  window.Date = class extends Right {
    constructor(...given) { super(...(given.length ? given : [Right.now() + off])); }
    static now() { return Right.now() + off; }
  };
})()"""
OFF = [timedelta(minutes=-3), timedelta(days=3), timedelta(hours=-30)]
LISBON = ZoneInfo("Europe/Lisbon")
JUST = re.compile(r"now|1 minute ago")


def off_by(page: Page, length: timedelta) -> Page:
    page.context.add_init_script(WRONG % (length / timedelta(milliseconds=1)))
    return page


@pytest.mark.parametrize("off", OFF, ids=str)
@pytest.mark.parametrize("where", ["page", "public"])
def test_what_was_just_written_was_just_written_whatever_the_readers_clock_says(
    visit: Visit, public: Fresh, off: timedelta, where: str
) -> None:
    page = off_by(visit(), off)
    page.goto(public.page if where == "page" else public.public())
    expect(page.locator("article.letter time[data-when] > span").first).to_have_text(JUST)
    public.letter("Ana, one more thing.", is_public=True)
    expect(page.locator("article.letter")).to_have_count(2 if where == "public" else 3)
    expect(page.locator("article.letter time[data-when] > span").first).to_have_text(JUST)


@pytest.mark.parametrize("off", OFF, ids=str)
def test_a_promise_is_as_far_away_as_the_server_says(visit: Visit, ticket: Fresh, off: timedelta) -> None:
    page = off_by(visit(), off)
    page.goto(ticket.page)
    expect(page.locator(".promise-detail time")).to_have_text(re.compile(r"^in 2[34] hours$"))


@pytest.mark.parametrize("off", OFF[:1], ids=str)
def test_the_desk_shows_the_customers_time_by_the_servers_clock(visit: Visit, ticket: Fresh, off: timedelta) -> None:
    ticket.server.do(reply, ticket.id, now(), body="Is there a loaner?")
    desk = off_by(visit(agent="maria"), off)
    server_says(desk, datetime(2026, 11, 22, 10, 7, tzinfo=UTC))
    desk.goto(ticket.desk)
    expect(desk.locator("[data-clock]").first).to_have_text("10:07")  # it is winter in Lisbon


def test_paper_says_when_it_was_printed_by_the_servers_clock(visit: Visit, ticket: Fresh) -> None:
    page = off_by(visit(timezone_id="Pacific/Kiritimati"), OFF[1])
    said = (now() + timedelta(hours=5)).astimezone(LISBON).replace(second=0)
    server_says(page, said)
    page.goto(ticket.page)
    expect(page.locator("article.letter time[data-when] > span").first).not_to_be_empty()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".as-of")).to_have_text(f"As of {said:%A, %-d %B %Y} at {said:%H:%M} (Lisbon)")


def test_an_answer_from_a_cache_is_as_old_as_it_says(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    server_says(page, now() - timedelta(hours=5), age=5 * 3600)
    page.goto(ticket.page)
    expect(page.locator(".promise-detail time")).to_have_text(re.compile(r"^in 2[34] hours$"))


def test_where_the_server_does_not_say_what_time_it_is_nothing_is_told(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    asked: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.resource_type == "fetch":
            asked.append(route)
        else:
            route.continue_()

    page.route("**/when.js*", hold)
    page.goto(ticket.page)
    expect(page.locator(".promise-when time")).to_be_visible()
    expect(page.locator(".promise-detail time")).to_be_empty()
    comes_true(page, lambda: bool(asked), "it is asked for")
    asked[0].continue_()
    expect(page.locator(".promise-detail time")).to_have_text(re.compile(r"^in 2[34] hours$"))


def test_a_machine_that_slept_asks_again_what_time_it_is(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    page.clock.install()
    page.goto(ticket.page)
    told = page.locator(".promise-detail time")
    expect(told).to_have_text(re.compile(r"^in 2[34] hours$"))
    server_says(page, now() + timedelta(hours=5))
    page.evaluate("(clock => { Date.now = () => clock() + 5 * 3600 * 1000; })(Date.now)")
    page.clock.fast_forward(21_000)
    expect(told).to_have_text(re.compile(r"^in 1[89] hours$"))


def test_a_page_that_is_shown_again_asks_again(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page)
    told = page.locator(".promise-detail time")
    expect(told).to_have_text(re.compile(r"^in 2[34] hours$"))
    server_says(page, now() + timedelta(hours=5))
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(told).to_have_text(re.compile(r"^in 1[89] hours$"))


def test_days_turn_at_midnight_where_the_page_is_not_where_its_reader_is(visit: Visit, ticket: Fresh) -> None:
    page = visit(timezone_id="Pacific/Kiritimati")
    server_says(page, datetime(2026, 11, 22, 23, 57, tzinfo=UTC))  # long enough before for however slow a machine
    page.clock.install()
    page.goto(ticket.page)
    page.evaluate(
        """() => document.querySelector('main').insertAdjacentHTML('beforeend',
            '<time id="t" data-when="only" datetime="2026-11-20T12:00:00Z"></time>')"""
    )
    page.clock.fast_forward(1_000)
    page.evaluate("document.dispatchEvent(new Event('htmx:after:swap'))")
    expect(page.locator("#t")).to_have_text("2 days ago")
    page.clock.fast_forward(181_000)
    expect(page.locator("#t")).to_have_text("3 days ago")


def test_a_page_without_a_stream_is_loaded_again_when_the_day_turns(visit: Visit, ticket: Fresh) -> None:
    desk = visit(agent="maria")
    tomorrow = now().astimezone(LISBON).date() + timedelta(days=1)
    server_says(desk, datetime.combine(tomorrow, time(), LISBON) - timedelta(seconds=10))
    desk.clock.install()
    desk.goto(f"{ticket.server.url}/desk/tickets")
    desk.evaluate("window.sameDocument = true")
    expect(desk.locator("time[data-when] > span").first).not_to_be_empty()
    with desk.expect_navigation():
        desk.clock.fast_forward(21_000)
    expect(desk.locator("time[data-when] > span").first).not_to_be_empty()
