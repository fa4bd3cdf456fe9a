"""An answer by mail arrives on the open pages of both sides without a reload, and the whole mail is one click away."""

from email.message import EmailMessage

from playwright.sync_api import expect

from statuspage.delivery.incoming.receiving import receive
from statuspage.domain.mail_wishes import own_subscription
from tests.browser.acts import SOON
from tests.browser.conftest import Visit
from tests.browser.measure import small_targets, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh

DOMAIN = "reply.fernhill.example"  # the demo's own
WORDS = "It drips again, and louder than before."


def mail_from_ana(server: Server, ticket: Fresh, words: str) -> None:
    """Ana answers, as her mail program sends it; another process takes it in."""
    reader = server.do(own_subscription, ticket.id)
    to = server.app.extensions["urls"].replies(DOMAIN, "subscription", reader.id, 1)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ana@example.org", to, "Re: The machine"
    message["Message-ID"] = f"<{ticket.id}@example.org>"
    wrote = "On Thu, 26 Nov 2026 at 15:40, Maria Okafor at Fernhill Coffee <care@fernhill.example> wrote:"
    message.set_content(f"{words}\n\n{wrote}\n> I had it on the bench.\n> Maria\n")
    message.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="drip.jpg")
    with server.app.app_context():
        assert [one.outcome for one in receive(message.as_bytes(), door="pipe")] == ["taken"]


def test_what_ana_answers_by_mail_is_on_both_open_pages_without_a_reload(
    server: Server, visit: Visit, ticket: Fresh
) -> None:
    ana, maria = visit(ticket.page), visit(ticket.desk, agent="maria")
    mail_from_ana(server, ticket, WORDS)
    arrived = ana.locator("article.is-reply").filter(has_text=WORDS)
    expect(arrived).to_be_visible(timeout=SOON)
    expect(arrived.get_by_role("list", name="Files")).to_contain_text("drip.jpg")
    expect(arrived.get_by_text("I had it on the bench")).to_have_count(0)
    expect(maria.get_by_text(WORDS).first).to_be_visible(timeout=SOON)
    arrived.get_by_role("link", name="the whole mail").click()
    expect(ana.get_by_role("heading", name="The whole mail")).to_be_visible()
    expect(ana.get_by_text("> I had it on the bench.")).to_be_visible()
    assert violations(ana) == []
    assert small_targets(ana, 24) == []
    ana.get_by_role("link", name="Back to your page").click()
    expect(ana.locator("article.is-reply").filter(has_text=WORDS)).to_be_visible()
