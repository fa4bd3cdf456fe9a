"""Two people at once in a real Chromium, before a real server. Nothing may go wrong in the background unnoticed."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.chromium import find_or_install, launch_args
from tests.browser.host import Host, hosting
from tests.browser.server import Server, serving
from tests.browser.tickets import Fresh, fresh
from tests.browser.watch import Watch
from tests.parallel import together

HERE = Path(__file__).parent
PATIENCE = 30_000  # milliseconds, which only what is broken takes
expect.set_options(timeout=PATIENCE)


class Visit(Protocol):
    """``visit(address)`` opens a window of its own; the rest are options of Playwright's context."""

    def __call__(self, address: str = "", *, agent: str = "", **options: Any) -> Page: ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser comes last: what is quick fails first, and Playwright's event loop disturbs no other test.

    Of its tests, those that must stay together come first, so that at the end no process waits for another for long.
    """
    mine = [item for item in items if HERE in item.path.parents]
    mine.sort(key=lambda item: not together(item.nodeid))
    for item in mine:
        item.add_marker("browser")
    items[:] = [item for item in items if HERE not in item.path.parents] + mine


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, served for all tests. A test that writes opens a ticket of its own."""
    with serving(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=launch_args())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(server: Server, browser: Browser) -> Callable[[str], Any]:
    """The cookie of an agent, as the form gave it; each logs in once for all tests."""
    kept: dict[str, Any] = {}

    def state(agent: str) -> Any:
        if agent not in kept:
            context = browser.new_context()
            page = context.new_page()
            log_in(page, server, agent)
            kept[agent] = context.storage_state()
            context.close()
        return kept[agent]

    return state


def log_in(page: Page, server: Server, agent: str) -> None:
    """Log in by the form, as an agent of the demo."""
    who = next(person for person in server.links["agents"] if person["email"].startswith(agent))
    page.goto(f"{server.url}/desk/login")
    expect(page.get_by_label("Mail address")).to_be_focused()  # nobody types before the page is drawn
    page.get_by_label("Mail address").fill(who["email"])
    page.get_by_label("Password").fill(who["password"])
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{server.url}/desk")


@pytest.fixture
def watch(server: Server) -> Iterator[Watch]:
    watch = Watch(server.url)
    yield watch
    assert watch.faults() == []


@pytest.fixture
def visit(server: Server, browser: Browser, signed_in: Callable[[str], Any], watch: Watch) -> Iterator[Visit]:
    contexts = []

    def open_window(address: str = "", *, agent: str = "", **options: Any) -> Page:
        options = {
            "locale": "en-GB",
            "timezone_id": "Europe/Lisbon",
            "viewport": {"width": 1280, "height": 900},
        } | options
        if agent:
            options["storage_state"] = signed_in(agent)
        context = browser.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        page = context.new_page()
        watch.issues_of(page)
        if address:
            page.goto(address)
        return page

    yield open_window
    for context in contexts:
        context.close()


@pytest.fixture
def ticket(server: Server) -> Fresh:
    """Ana's ticket, which Maria has heard."""
    return fresh(server)


@pytest.fixture
def ana(visit: Visit, ticket: Fresh) -> Page:
    """Ana's window, on her own page."""
    return visit(ticket.page)


@pytest.fixture
def maria(visit: Visit, ticket: Fresh) -> Page:
    """Maria's window, on the desk with Ana's ticket before her."""
    return visit(ticket.desk, agent="maria")


@pytest.fixture
def host(watch: Watch) -> Iterator[Host]:
    """Somebody else's website, on an origin of its own."""
    with hosting() as host:
        watch.origins.add(host.url)
        yield host


@pytest.fixture
def public(ticket: Fresh) -> Fresh:
    """Ana's ticket, which she shows to everyone."""
    ticket.publish()
    return ticket
