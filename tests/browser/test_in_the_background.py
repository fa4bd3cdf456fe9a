"""A page that nobody sees holds no stream, from its first moment on; whoever comes back has what happened meanwhile."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from statuspage import create_app
from statuspage.config import Settings
from statuspage.domain.customer_verbs import reply
from tests.browser.acts import SOON, letters
from tests.browser.conftest import PATIENCE, Visit
from tests.browser.measure import becomes, comes_true
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh, now
from tests.front.house import Server as Counted
from tests.front.house import served
from tests.ports import free_port

# Automation calls every page visible; here a page is what the test says that it is.
SEEN = """Object.defineProperty(document, 'visibilityState', { get: () => window.seenAs ?? '%s' });
Object.defineProperty(document, 'hidden', { get: () => document.visibilityState !== 'visible' });"""
TABS = 8
NEWS = "Ana, the part has arrived."


def turn(page: Page, how: str) -> None:
    page.evaluate(
        "how => { window.seenAs = how; document.dispatchEvent(new Event('visibilitychange', { bubbles: true })) }", how
    )


@pytest.fixture
def counted(server: Server) -> Iterator[Counted]:
    """The same database behind a second front, in this process, whose streams can be counted."""
    environ = server.environ | {"STATUSPAGE_PORT": str(free_port())}
    with served(create_app(Settings.from_env(environ))) as front:
        yield front


@pytest.fixture
def desk(browser: Browser, signed_in) -> Iterator[BrowserContext]:  # type: ignore[no-untyped-def] # as in conftest
    """Maria's browser; every tab that she opens is behind another until the test says otherwise."""
    context = browser.new_context(storage_state=signed_in("maria"))
    context.set_default_timeout(PATIENCE)
    context.add_init_script(SEEN % "hidden")
    yield context
    context.close()


def streams(counted: Counted) -> int:
    return sum(counted.front._streams._limits._slots._by_address.values())


def opened(context: BrowserContext, counted: Counted, ticket: Fresh) -> Page:
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{counted.port}/desk/tickets/{ticket.id}")
    return page


def test_eight_tickets_in_the_background_hold_no_stream_and_the_ninth_holds_one(
    server: Server, counted: Counted, desk: BrowserContext
) -> None:
    ticket = fresh(server)
    tabs = [opened(desk, counted, ticket) for _ in range(TABS)]
    for tab in tabs:
        becomes(tab, "document.readyState === 'complete' && typeof htmx === 'object'")
    assert streams(counted) == 0
    ninth = opened(desk, counted, ticket)
    turn(ninth, "visible")
    comes_true(ninth, lambda: streams(counted) == 1)
    ticket.letter(NEWS)
    expect(letters(ninth).filter(has_text=NEWS)).to_be_visible(timeout=SOON)
    expect(letters(tabs[0]).filter(has_text=NEWS)).to_have_count(0)
    turn(tabs[0], "visible")
    expect(letters(tabs[0]).filter(has_text=NEWS)).to_be_visible(timeout=SOON)
    comes_true(ninth, lambda: streams(counted) == 2)
    turn(ninth, "hidden")
    turn(tabs[0], "hidden")
    comes_true(ninth, lambda: streams(counted) == 0)


def test_the_queue_beside_a_ticket_follows_by_the_same_stream(server: Server, visit: Visit) -> None:
    ticket, other = fresh(server), fresh(server, name="Xenia Reis", hours=0.5)
    maria = visit(ticket.desk, agent="maria")
    row = maria.locator(f'.queue-item[href$="/desk/tickets/{other.id}"]').first
    expect(row).to_be_visible()
    server.do(reply, other.id, now(), body="The guests are here.")
    expect(row).to_contain_text("wrote", timeout=SOON)
    assert maria.evaluate("performance.getEntriesByType('resource').filter(e => /live$/.test(e.name)).length") == 0


@pytest.mark.parametrize("where", ["page", "public"])
def test_a_page_opened_behind_another_asks_for_nothing_until_it_is_seen(
    visit: Visit, public: Fresh, where: str
) -> None:
    page = visit()
    page.context.add_init_script(SEEN % "hidden")
    page.goto(public.page if where == "page" else public.public())
    asked = "performance.getEntriesByType('resource').filter(e => /stream|live$/.test(e.name)).length"
    becomes(page, "document.readyState === 'complete'")
    assert page.evaluate(asked) == 0
    public.letter(NEWS, is_public=True)
    turn(page, "visible")
    expect(letters(page).filter(has_text=NEWS)).to_be_visible(timeout=SOON)
