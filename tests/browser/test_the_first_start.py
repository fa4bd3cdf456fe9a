"""The first start in a browser: from the link that the server prints to the desk, on pages that anybody can use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.measure import sideways, small_targets, violations
from tests.browser.server import COMMAND, Server
from tests.browser.watch import Watch


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Server]:
    """An empty production instance. A browser takes localhost for as safe as what has a certificate."""
    server = Server(tmp_path, COMMAND, "localhost", demo="false")
    base = f"https://localhost:{server.port}"
    server.environ |= {"STATUSPAGE_ENVIRONMENT": "production", "STATUSPAGE_BASE_URL": base}
    server.start()
    yield server
    server.stop()


def is_for_everyone(page: Page) -> None:
    assert violations(page) == []
    assert sideways(page) == []
    assert small_targets(page, 24) == []


@pytest.mark.long
def test_from_the_link_that_was_printed_to_the_desk(empty: Server, visit: Visit, watch: Watch) -> None:
    watch.origins.add(empty.url)
    watch.allow("status 503", "status 422", "status 410")
    page = visit(empty.url, viewport={"width": 360, "height": 800})
    expect(page.get_by_role("heading", name="This is not set up yet")).to_be_visible()
    is_for_everyone(page)
    page.goto(f"{empty.url}/setup")
    is_for_everyone(page)
    (token,) = set(re.findall(r"/setup\?token=(\S+)", empty.log.read_text(encoding="utf-8")))
    page.keyboard.type(token)  # the one field has the focus
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your company")).to_be_visible()
    is_for_everyone(page)
    page.get_by_label("What we are called").fill("Riverside Roasters")
    page.get_by_label("Your whole name").fill("Maria Okafor")
    page.get_by_label("Mail address").fill("maria@fernhill.example")
    page.get_by_label("Password").fill("short")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("12 characters")
    expect(summary).to_be_focused()
    expect(page.get_by_label("What we are called")).to_have_value("Riverside Roasters")
    is_for_everyone(page)
    page.get_by_label("Password").fill("an espresso, please")
    page.get_by_role("button", name="Set it up", exact=True).last.click()
    page.wait_for_url("**/desk?said=set_up")
    expect(page.get_by_role("heading", name="What next")).to_be_visible()
    expect(page).to_have_title(re.compile("Riverside Roasters"))
    page.goto(f"{empty.url}/setup?token={token}")
    expect(page.get_by_role("heading", name="This is set up already")).to_be_visible()
    is_for_everyone(page)
