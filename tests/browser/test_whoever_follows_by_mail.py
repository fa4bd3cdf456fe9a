"""Whoever follows by mail needs no script, and meets no page that breaks a rule or scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from statuspage.domain.outbox import Outgoing
from tests.browser.measure import sideways, small_targets, violations
from tests.browser.server import Server, serving
from tests.browser.tickets import Fresh, fresh

JOANA = "joana@example.net"


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo where mail leaves, to a server that nobody listens for."""
    settings = {"smtp_url": "smtp://127.0.0.1:9", "mail_from": "desk@fernhill.example"}
    with serving(tmp_path_factory.mktemp("mailing"), **settings) as server:
        yield server


def question(ticket: Fresh) -> str:
    """The address in the newest question about this ticket."""
    asked = select(Outgoing).where(Outgoing.kind == "confirm", Outgoing.ticket_id == ticket.id)
    row = ticket.server.do(lambda session: session.scalars(asked.order_by(Outgoing.id.desc())).first())
    return str(ticket.server.app.extensions["urls"].question(row.subscription_id, row.created_at))


def faults(page: Page) -> list[str]:
    """What is wrong with this page, on a wide screen, in the dark, and on the smallest phone."""
    found = [*violations(page), *small_targets(page, 24)]
    page.emulate_media(color_scheme="dark")
    found += violations(page, colours_only=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 640})
    found += sideways(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_somebody_follows_with_plain_pages_and_forms(mailing: Server, browser: Browser) -> None:
    ticket = fresh(mailing)
    ticket.publish()
    context = browser.new_context(reduced_motion="reduce", java_script_enabled=True)
    plain = browser.new_context(java_script_enabled=False)
    page, looked = plain.new_page(), context.new_page()
    page.goto(ticket.public())
    page.get_by_text("Follow along").click()
    page.get_by_role("link", name="Follow by mail").click()
    looked.goto(page.url)
    assert faults(looked) == []
    page.get_by_label("Mail address").fill("joana")
    page.get_by_role("button", name="Follow by mail").click()
    field = page.get_by_label("Mail address")
    expect(field).to_have_value("joana")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("alert")).to_be_visible()
    field.fill(JOANA)
    page.get_by_role("button", name="Follow by mail").click()
    expect(page.get_by_text("Nothing of the demo leaves: the question lies in the demo’s mailboxes.")).to_be_visible()
    looked.goto(page.url)
    assert faults(looked) == []
    page.goto(question(ticket))
    looked.goto(question(ticket))
    assert faults(looked) == []
    page.get_by_role("button", name="Yes, I want to follow").click()
    expect(page.get_by_role("heading", name="You follow this now")).to_be_visible()
    looked.goto(question(ticket))
    expect(looked.get_by_role("heading", name="You follow this already")).to_be_visible()
    assert faults(looked) == []
    plain.close()
    context.close()
