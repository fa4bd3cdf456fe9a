"""Times are told in words, wherever one is; and the page can be put on paper."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import reply
from tests.browser.conftest import Visit
from tests.browser.server_time import server_says
from tests.browser.tickets import LETTER, Fresh

RELATIVE = re.compile(r"\b(ago|now|yesterday|in \d+|tomorrow|just|minute|second|hour)", re.IGNORECASE)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"])
def test_a_visitor_in_another_zone_reads_how_long_ago_it_was(visit: Visit, ticket: Fresh, zone: str) -> None:
    ticket.publish()
    page = visit(ticket.public(), timezone_id=zone)
    when = page.locator("article.letter time[data-when]").first
    expect(when).to_have_text(RELATIVE)
    assert when.get_attribute("datetime")


def test_relative_words_are_in_the_pages_language_not_the_browsers(visit: Visit, ticket: Fresh) -> None:
    ticket.publish()
    page = visit(ticket.public() + "?lang=de", locale="en-US")
    when = page.locator("article.letter time[data-when]").first
    expect(when).to_have_text(re.compile(r"vor|jetzt|gerade|Sekunde|Minute"))


@pytest.mark.torture
def test_relative_words_grow_old_by_themselves(visit: Visit, ticket: Fresh) -> None:
    page = visit()
    page.clock.install()
    page.goto(ticket.page)
    when = page.locator("article.letter time[data-when]").first
    before = when.inner_text()
    page.clock.fast_forward("02:00:00")
    expect(when).not_to_have_text(before)
    expect(when).to_have_text(re.compile(r"2 (hours|hr)|2 h"))


SHOWN = "one => one.checkVisibility()"
NOON = datetime(2026, 11, 22, 10, tzinfo=UTC)  # a Sunday


def add_time(page: Page, at: datetime) -> None:
    """A time on the page, told as all of them are."""
    page.evaluate(
        """at => document.querySelector('main').insertAdjacentHTML('beforeend',
            `<time id="t" data-when="only" datetime="${at}"></time>`)""",
        at.isoformat(),
    )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize(
    ("hours", "told"),
    [
        (37.01, "in 37 hours"),
        (47.99, "in 47 hours"),
        (72.01, "in 3 days"),
        (360, ""),
        (-0.01, "now"),
        (-20, "20 hours ago"),
        (-25, "1 day ago"),
        (-36, "2 days ago"),
    ],
)
def test_hours_are_told_before_days_and_days_are_those_of_the_calendar(
    visit: Visit, ticket: Fresh, hours: float, told: str
) -> None:
    page = visit(timezone_id="Pacific/Kiritimati")
    server_says(page, NOON)
    page.goto(ticket.page)
    add_time(page, NOON + timedelta(hours=hours))
    expect(page.locator("#t")).to_have_text(told)


def test_the_times_are_whole_without_script(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, java_script_enabled=False)
    for text in page.locator('time:not([data-when="only"])').all_inner_texts():
        assert re.search(r"\d{1,2}:\d{2}", text), text


def test_a_time_becomes_relative_without_moving_the_page(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page)
    expect(page.locator("article.letter time[data-when]").first).to_have_text(re.compile("ago|now|second|minute"))
    shift = page.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(
            list.getEntries().reduce((sum, entry) => sum + entry.value, 0)
        )).observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => done(0), 300))"""
    )
    assert shift < 0.1  # "good" as Core Web Vitals have it


@pytest.fixture
def paper(ana: Page) -> Page:
    ana.emulate_media(media="print", color_scheme="dark")
    return ana


def test_paper_has_the_person_the_promise_and_the_letters(paper: Page) -> None:
    expect(paper.locator("main h1")).to_be_visible()
    expect(paper.locator(".promise")).to_be_visible()
    expect(paper.locator(".letters").get_by_text(LETTER)).to_be_visible()


def test_paper_says_when_it_was_printed_and_on_which_date_the_next_word_is_due(paper: Page) -> None:
    time = paper.locator(".promise-when time")
    day = datetime.fromisoformat(time.get_attribute("datetime") or "").astimezone(ZoneInfo("Europe/Lisbon"))
    assert f"({day:%a, %-d %b %Y})" in time.evaluate("time => getComputedStyle(time, '::after').content")
    paper.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(paper.locator(".as-of")).to_have_text(re.compile(r"^As of \w+day,? \d+ \w+ \d{4} at \d\d:\d\d \(\w+\)$"))
    expect(paper.locator("time[data-when] > span:visible")).to_have_count(0)


def test_paper_has_no_forms_and_no_buttons(paper: Page) -> None:
    expect(paper.locator("textarea:visible, button:visible, input:visible, select:visible")).to_have_count(0)
    expect(paper.locator(".skip:visible")).to_have_count(0)


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_whatever_is_folded_on_a_screen_is_there_whole(
    visit: Visit, ticket: Fresh, ana: Page, script: bool
) -> None:
    for words in ("One more thing:\nit hums, and this is how it goes on.", "Thank you."):
        reply(ana, words)
    page = visit(ticket.page, java_script_enabled=script)
    folded = page.locator(".reply-line .letter-body, .whole-way .step, .whole-way .strip")
    assert any(not one.evaluate(SHOWN) for one in folded.all()), "nothing is folded here"
    page.emulate_media(media="print")
    assert all(one.evaluate(SHOWN) for one in folded.all())
    assert not any(one.evaluate(SHOWN) for one in page.locator("summary").all()), "a line that nobody can open"


def test_paper_ends_with_the_last_words_and_nothing_on_it_is_dead(paper: Page) -> None:
    expect(paper.locator("main a:visible, .colophon a:visible")).to_have_count(0)
    assert paper.locator(".track-bar .is-now").evaluate("bar => getComputedStyle(bar).printColorAdjust") == "exact"


def test_paper_is_light_even_in_the_dark(paper: Page) -> None:
    ground, ink = paper.evaluate(
        "() => ['backgroundColor', 'color'].map(name => getComputedStyle(document.body)[name])"
    )
    assert ground == "rgb(255, 255, 255)"
    assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 80


def test_a_pdf_of_a_long_ticket_has_several_pages(visit: Visit, server: object, ticket: Fresh) -> None:
    for number in range(12):
        ticket.letter(f"Letter {number}. " + "The fuse is out, and it is warm here. " * 12)
    page = visit(ticket.page)
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") >= 2


def test_paper_of_a_public_view_leads_back_to_it_and_holds_nothing_to_press(visit: Visit, ticket: Fresh) -> None:
    ticket.letter(is_public=True)
    ticket.publish()
    page = visit(ticket.public())
    expect(page.locator(".on-paper")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".on-paper svg")).to_be_visible()
    expect(page.locator(".on-paper").get_by_text(ticket.public())).to_be_visible()
    expect(page.locator(".follow:visible, button:visible, nav:visible, .skip:visible")).to_have_count(0)
