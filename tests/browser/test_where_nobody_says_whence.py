"""By plain http at a name of one's own, as in a shop, a browser sends no Sec-Fetch-Site; older ones never do."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import write_letter
from tests.browser.chromium import find_or_install, launch_args
from tests.browser.conftest import log_in
from tests.browser.server import Server, serving
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

NAME = "fernhill.test"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo, at that name."""
    with serving(tmp_path_factory.mktemp("named"), name=NAME) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["by script", "without script"])
def page(request: pytest.FixtureRequest, browser: Browser, watch: Watch) -> Iterator[Page]:
    """A window of a browser that knows where the name is."""
    args = [*launch_args(), f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    elsewhere = browser.browser_type.launch(executable_path=find_or_install(), args=args)
    context = elsewhere.new_context(locale="en-GB", java_script_enabled=request.param)
    watch.allow("Cross-Origin-Opener-Policy header has been ignored")  # as all do on plain http
    watch.over(context)
    yield context.new_page()
    elsewhere.close()


def test_the_customer_answers(page: Page, ticket: Fresh) -> None:
    page.goto(ticket.page)
    page.get_by_label("Write to Maria").fill("Sent from the shop.")
    with page.expect_request("**/replies") as sent:
        page.locator("#reply").get_by_role("button", name="Send").click()
    expect(page.get_by_text("Your words have arrived.")).to_be_visible()
    headers = sent.value.all_headers()
    assert not {"sec-fetch-site", "referer"} & set(headers)


def test_an_agent_logs_in_and_writes(page: Page, server: Server, ticket: Fresh) -> None:
    log_in(page, server, "maria")
    page.goto(ticket.desk)
    write_letter(page, "Ana, written in the shop.")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are logged out.")).to_be_visible()
