"""Ana asks to be erased, Maria sees what goes and agrees; and Ana's open page says so by itself."""

from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from statuspage.domain.people.customers import Customer
from statuspage.domain.tickets import Ticket
from tests.browser.conftest import Visit
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch


def test_she_asks_one_of_us_agrees_and_the_open_page_ends(ana: Page, visit: Visit, ticket: Fresh, watch: Watch) -> None:
    """She has no mail address; whoever has one asks for it on the page of all their tickets."""
    watch.allow("status 410")
    ticket.server.do(_without_mail, ticket.id)
    second = visit(ticket.page)
    ana.get_by_role("link", name="What we have of you").click()
    ana.get_by_role("button", name="Ask to have it all erased").click()
    expect(ana.get_by_text("It waits until one of us agrees.")).to_be_visible()
    maria = visit(f"{ticket.server.url}/desk/audit", agent="maria")
    maria.locator(".audit a").first.click()
    maria.get_by_label("Type their name").fill("Ana Reis")
    maria.get_by_role("button", name="Erase everything of").click()
    expect(maria.get_by_text("Maria Okafor erased everything")).to_be_visible()
    expect(second.get_by_role("heading", name="This was erased")).to_be_visible()


def _without_mail(session: Session, ticket_id: int) -> None:
    session.get_one(Customer, session.get_one(Ticket, ticket_id).customer_id).email = ""
