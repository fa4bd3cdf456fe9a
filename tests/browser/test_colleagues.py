"""Colleagues in a real browser: one is invited, accepts, opens a ticket of the other, and writes there by name."""

from playwright.sync_api import expect
from sqlalchemy import select

from statuspage.domain.people.companies import Member
from tests.browser.acts import SOON, reply
from tests.browser.conftest import Visit
from tests.browser.measure import small_targets, violations
from tests.browser.tickets import Fresh

WORDS = "I was there when it went off: the lamp flickered first."


def test_a_colleague_is_invited_accepts_reads_and_writes_under_their_own_name(visit: Visit, ticket: Fresh) -> None:
    urls = ticket.server.app.extensions["urls"]
    mine = ticket.overview()
    ana = visit(f"{mine}/company")
    ana.get_by_label("What is it called?").fill("Casa Reis")
    ana.get_by_role("button", name="Make the company").click()
    ana.get_by_label("Their mail addresses").fill(f"rui.{ticket.id}@example.org")
    ana.get_by_role("button", name="Invite").press("Enter")
    expect(ana.get_by_text("The invitations are on their way.")).to_be_visible()
    ana.get_by_label("All read and write").check()
    ana.get_by_role("button", name="Save", exact=True).click()
    expect(ana.get_by_text("All read and write in all tickets.")).to_be_visible()
    assert violations(ana) == []
    assert small_targets(ana, 24) == []

    invited = select(Member.id).where(Member.email == f"rui.{ticket.id}@example.org")
    rui = visit(urls.join(ticket.server.do(lambda session: session.scalars(invited).one())))
    rui.get_by_label("Your name").fill("Rui Silva")
    rui.get_by_role("button", name="Accept the invitation").click()
    expect(rui.get_by_text("You are one of the company now.")).to_be_visible()
    expect(rui.get_by_text("Your company would like more than you agreed to so far")).to_be_visible()
    assert violations(rui) == []
    ana.goto(ticket.page)
    rui.get_by_role("button", name="Open").click()
    expect(rui.get_by_text("You read it as Rui Silva, and may also write.")).to_be_visible()
    reply(rui, WORDS)
    arrived = ana.locator("article.is-reply").filter(has_text=WORDS)
    expect(arrived.locator("h3 b")).to_have_text("Rui Silva", timeout=SOON)
    expect(arrived.get_by_text("a colleague in the same company")).to_be_visible()
