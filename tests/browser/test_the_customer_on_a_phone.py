"""On a telephone nothing of the customer's page squeezes, breaks or covers what stands beside it."""

import pytest
from playwright.sync_api import expect

from statuspage.domain.customer_verbs import say_not_quite
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now

LINES = "node => Math.round(node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight))"


def phone(width: int) -> dict[str, int]:
    return {"width": width, "height": 844}


@pytest.mark.parametrize("width", [360, 380, 390, 450, 475])
def test_a_long_pill_of_a_reply_leaves_name_and_time_on_one_line(
    visit: Visit, server: Server, ticket: Fresh, width: int
) -> None:
    server.do(say_not_quite, ticket.id, now(), body="It is the third time, not the second.")
    page = visit(ticket.page, viewport=phone(width))
    head = page.locator(".letter.is-reply .letter-head", has_text="You said what was not quite right")
    expect(head).to_be_visible()
    for part in (".letter-who b", ".letter-who time"):
        assert head.locator(part).evaluate(LINES) == 1
