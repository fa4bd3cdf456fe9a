"""On a telephone nothing of the customer's page squeezes, breaks or covers what stands beside it."""

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from statuspage.domain.customer_verbs import say_not_quite
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now

LINES = "node => Math.round(node.getBoundingClientRect().height / parseFloat(getComputedStyle(node).lineHeight))"


def phone(width: int) -> dict[str, int]:
    return {"width": width, "height": 844}


def box(place: Locator) -> FloatRect:
    found = place.bounding_box()
    assert found is not None
    return found


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


@pytest.mark.parametrize("width", [390, 1280])
def test_how_much_room_is_left_stands_below_the_field_and_takes_none_of_its_width(
    visit: Visit, ticket: Fresh, width: int
) -> None:
    page = visit(ticket.page, viewport=phone(width))
    field, count = page.locator("#body"), page.locator("#reply [data-count]")
    field.fill("short")
    wide = box(field)["width"]
    for length, words in ((9_800, "200 characters left"), (10_050, "50 characters too many")):
        field.fill("x" * length)
        expect(count).to_have_text(words)
        assert box(field)["width"] == wide
        assert box(count)["y"] >= box(field)["y"] + box(field)["height"]
        assert box(count)["y"] + box(count)["height"] <= box(page.locator("#body-hint"))["y"]
