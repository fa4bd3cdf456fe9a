"""The card on somebody else's website: it shows what the customer chose, nothing else, and goes when told."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import rotate
from tests.browser.conftest import Visit
from tests.browser.host import Host, strict
from tests.browser.measure import a_minute_later, becomes
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now
from tests.browser.watch import Watch

# How much a page stored; one that is refused any storage has none.
STORED = "() => { try { return localStorage.length + sessionStorage.length } catch { return 0 } }"


def element(server: Server, ticket: Fresh, scope: str = "embed") -> str:
    return (
        f'<script async src="{server.url}/widget.js"></script>\n'
        f'<virtual-ticket src="{ticket.public(scope)}"><a href="{ticket.public()}">My open ticket</a></virtual-ticket>'
    )


def card(page: Page) -> Any:
    return page.frame_locator("virtual-ticket iframe").locator("#card")


@pytest.mark.parametrize("scope", ["embed", "public"])
def test_the_element_becomes_a_card_with_the_owner_and_the_clock(
    server: Server, host: Host, visit: Visit, public: Fresh, scope: str
) -> None:
    page = visit(host.show("/", element(server, public, scope)))
    expect(card(page)).to_contain_text("Maria")
    expect(card(page)).to_contain_text("3 h")
    expect(page.get_by_role("link", name="My open ticket")).to_be_hidden()


def test_a_host_with_a_strict_policy_can_show_the_card(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/strict", element(server, public), strict(server.url)))
    expect(card(page)).to_contain_text("Maria")


def test_the_frame_alone_shows_the_card_without_any_script(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    html = f'<iframe src="{public.public("embed")}" title="My ticket" width="100%" height="284"></iframe>'
    page = visit(host.show("/frame", html), java_script_enabled=False)
    inside = page.frame_locator("iframe").locator("#card")
    expect(inside).to_contain_text("Maria")
    expect(inside.get_by_role("link")).to_have_attribute("href", public.public())


def test_without_script_the_link_remains(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/", element(server, public)), java_script_enabled=False)
    expect(page.get_by_role("link", name="My open ticket")).to_be_visible()


def test_the_link_stays_where_the_card_cannot_come(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    watch.allow("net::ERR_CONNECTION_REFUSED", "ERR_FAILED")
    page = visit()
    page.route("**/e/*", lambda route: route.abort())
    page.goto(host.show("/", element(server, public)))
    page.wait_for_function("() => Boolean(customElements.get('virtual-ticket'))")
    expect(page.get_by_role("link", name="My open ticket")).to_be_visible()


@pytest.mark.parametrize("width", [200, 320, 640])
def test_the_frame_is_as_tall_as_its_card(server: Server, host: Host, visit: Visit, public: Fresh, width: int) -> None:
    html = f'<div style="width: {width}px">{element(server, public)}</div>'
    page = visit(host.show("/", html))
    expect(card(page)).to_be_visible()
    expect(page.locator("virtual-ticket iframe")).to_have_css("opacity", "1")
    frame = next(frame for frame in page.frames if "/e/" in frame.url)
    inner = frame.evaluate(
        "[document.documentElement.scrollHeight, innerHeight, document.documentElement.scrollWidth, innerWidth]"
    )
    assert inner[0] <= inner[1], f"the card needs {inner[0]} and has {inner[1]}"
    assert inner[2] <= inner[3], f"the card is {inner[2]} wide in {inner[3]}"


def test_the_frame_grows_when_the_page_gets_narrow(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/", element(server, public)))
    expect(card(page)).to_be_visible()
    page.set_viewport_size({"width": 230, "height": 800})
    frame = next(frame for frame in page.frames if "/e/" in frame.url)
    becomes(frame, "document.documentElement.scrollHeight <= innerHeight")


def test_a_withdrawn_card_is_gone_at_its_next_look(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    watch.allow("status 410: GET .*/e/")
    page = visit()
    page.clock.install()
    page.goto(host.show("/", element(server, public)))
    expect(card(page)).to_contain_text("Maria")
    server.do(unpublish, public.id, now())
    a_minute_later(page, lambda: "no longer shown" in card(page).inner_text())
    expect(card(page)).not_to_contain_text("Maria")


def test_a_card_follows_its_ticket_without_being_loaded_again(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit()
    page.clock.install()
    page.goto(host.show("/", element(server, public)))
    expect(card(page)).to_contain_text("Heard")
    public.letter("It is on the bench.", step="working")
    a_minute_later(page, lambda: "Working on it" in card(page).inner_text())


def test_a_card_with_a_void_address_shows_nothing_of_the_ticket(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    watch.allow("status 410: GET .*/e/")
    old = element(server, public)
    server.do(rotate, public.id, "embed", now())
    page = visit(host.show("/", old))
    expect(page.frame_locator("virtual-ticket iframe").locator("body")).not_to_contain_text("Maria")


def test_the_card_leaves_no_cookie_and_no_trace_of_the_private_page(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    page = visit(host.show("/", element(server, public)))
    expect(card(page)).to_be_visible()
    assert page.context.cookies() == []
    secrets = [public.links["private"].rsplit("/", 1)[1], re.split(r"[/.]", public.links["feed"])[-2]]
    sources = [frame.content() for frame in page.frames]
    for secret in secrets:
        assert not any(secret in source for source in sources), "a private key stands in the page"
        assert not any(secret in address for address in watch.requests), "a private key went over the net"
    assert [frame.evaluate(STORED) for frame in page.frames if frame.url.startswith("http")] == [0, 0]
    assert not any(
        word in source for source in sources for word in ("café full of people", "died", "guests on Saturday")
    )


def test_the_badge_is_a_picture_on_any_site(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/", f'<img id="badge" src="{public.public("badge")}" alt="My ticket">'))
    page.wait_for_function("document.getElementById('badge').naturalWidth > 100")
