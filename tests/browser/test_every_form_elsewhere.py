"""Every form of the ladder where it is used: pasted, in a sandbox, found by oEmbed, refused, and in the gallery."""

import json
import urllib.request
from typing import Any

import pytest
from lxml.html import fromstring
from playwright.sync_api import Page, expect

from statuspage.domain.publication.verbs import unpublish
from statuspage.domain.shares.verbs import allow_sites
from tests.browser.conftest import Visit
from tests.browser.host import Host, strict
from tests.browser.measure import a_minute_later, becomes, comes_true, sideways, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh, now
from tests.browser.watch import Watch
from tests.patience import LONG

DRAWN = "() => [...document.images].every(image => image.complete && image.naturalWidth > 0)"
LISTEN = "addEventListener('message', event => (window.heard ??= []).push(event.data))"


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=LONG) as answer:
        return str(answer.read().decode())


def framed(public: Fresh, more: str = "", look: str = "") -> str:
    return (
        f'<iframe src="{public.public("embed")}{look}" title="My ticket" width="100%" height="540" frameborder="0"'
        f"{more}></iframe>"
    )


def whole(page: Page, public: Fresh) -> None:
    """All that a card has is there, with its looks."""
    card = page.frame_locator("iframe").locator("#card")
    expect(card).to_contain_text("Maria is on it")
    expect(card.get_by_role("link", name="Follow")).to_have_attribute("href", public.public())
    expect(card).to_have_css("border-top-left-radius", "14px")
    expect(card.locator("img")).to_have_js_property("naturalWidth", 150)


@pytest.mark.parametrize("sandbox", ["", "allow-scripts", "allow-scripts allow-popups"])
@pytest.mark.parametrize("look", ["", "?size=timeline&theme=dark"])
def test_a_sandboxed_frame_of_no_origin_shows_everything(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch, sandbox: str, look: str
) -> None:
    watch.allow("Blocked script execution")  # what a sandbox without scripts says of any script
    page = visit(host.show("/", framed(public, f' sandbox="{sandbox}"', look)))
    whole(page, public)


def test_a_page_that_has_no_origin_itself_may_show_it(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    """As where a site builder puts what is pasted into a sandbox of its own."""
    inner = framed(public).replace('"', "&quot;")
    page = visit(host.show("/", f'<iframe sandbox="allow-scripts" srcdoc="{inner}" width="600" height="600"></iframe>'))
    card = page.frame_locator("iframe").frame_locator("iframe").locator("#card")
    expect(card).to_contain_text("Maria is on it")


def test_a_strict_host_without_any_script_shows_the_frame(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    policy = strict(server.url).replace(f"script-src {server.url}/widget.js; ", "")
    page = visit(host.show("/", framed(public), policy))
    whole(page, public)


def test_wordpress_is_told_the_height_and_the_link_by_its_secret(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit()
    page.add_init_script(LISTEN)
    page.goto(host.show("/", framed(public, ' sandbox="allow-scripts" security="restricted"', "#?secret=Ab3xYz0123")))
    page.wait_for_function("() => window.heard?.some(data => data.message === 'height' && data.value > 200)")
    page.frame_locator("iframe").get_by_role("link", name="Follow").click()
    page.wait_for_function("() => window.heard.some(data => data.message === 'link')")
    heard: list[dict[str, Any]] = page.evaluate("window.heard.filter(data => data.secret)")
    assert {data["secret"] for data in heard} == {"Ab3xYz0123"}
    assert [data["value"] for data in heard if data["message"] == "link"] == [public.public()]


def test_a_pasted_address_becomes_a_card_by_what_the_page_itself_says(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    (asked,) = fromstring(read(public.public())).xpath('//link[@type="application/json+oembed"]/@href')
    found = json.loads(read(f"{asked}&maxwidth=400"))
    page = visit(host.show("/", found["html"]))
    whole(page, public)
    expect(page.locator("iframe")).to_have_js_property("clientWidth", found["width"])
    expect(page.locator("iframe")).to_have_js_property("clientHeight", found["height"])


@pytest.mark.parametrize("listed", [True, False])
def test_only_a_listed_site_may_show_it_once_there_is_a_list(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch, listed: bool
) -> None:
    watch.allow("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "chrome-error")
    server.do(allow_sites, public.id, host.url if listed else "https://elsewhere.example", now())
    page = visit(host.show("/", framed(public)))
    if listed:
        whole(page, public)
    else:
        page.wait_for_load_state("networkidle")
        assert not any("Maria" in frame.content() for frame in page.frames)


def test_the_link_remains_on_a_site_that_is_not_listed(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    watch.allow("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "chrome-error")
    server.do(allow_sites, public.id, "https://elsewhere.example", now())
    link = f'<a href="{public.public()}">My open ticket</a>'
    script = f'<script async src="{server.url}/widget.js"></script>'
    page = visit(host.show("/", f'{script}<virtual-ticket src="{public.public("embed")}">{link}</virtual-ticket>'))
    page.wait_for_function("() => document.querySelector('virtual-ticket').shadowRoot?.querySelector('iframe').src")
    page.wait_for_load_state("networkidle")
    expect(page.locator("virtual-ticket iframe")).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="My open ticket")).to_be_focused()


def test_a_plain_frame_is_blank_once_its_cache_time_is_over(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    watch.allow("status 410: GET .*/e/")
    page = visit()
    page.clock.install()
    page.goto(host.show("/", framed(public)))
    whole(page, public)
    server.do(unpublish, public.id, now())
    gone = page.frame_locator("iframe").locator("#card")
    a_minute_later(page, lambda: "no longer shown" in gone.inner_text())
    expect(page.frame_locator("iframe").locator("#card")).not_to_contain_text("Maria")


def schemes(page: Page) -> set[str]:
    """The schemes of the cards on the gallery, as far as they are there."""
    return {str(frame.locator("html").get_attribute("data-theme")) for frame in page.frames[1:7]}


@pytest.mark.parametrize(("width", "lang"), [(320, "de"), (768, "ar"), (1280, "en")])
def test_the_gallery_shows_every_form_live(server: Server, visit: Visit, width: int, lang: str) -> None:
    page = visit(f"{server.links['embed_gallery_url']}?lang={lang}", viewport={"width": width, "height": 900})
    for ticket in page.locator("virtual-ticket").all():
        ticket.scroll_into_view_if_needed()
        expect(ticket.locator("iframe.there")).to_be_visible()
    for picture in page.locator(".stage img").all():
        picture.scroll_into_view_if_needed()
    becomes(page, DRAWN)
    comes_true(page, lambda: {"light", "dark"} <= schemes(page), "a card follows the scheme of what is around it")
    assert sideways(page) == []
    assert violations(page) == []
    assert page.context.cookies() == []


def test_a_text_of_the_gallery_is_copied_and_works_where_it_is_pasted(server: Server, host: Host, visit: Visit) -> None:
    page = visit(server.links["embed_gallery_url"], permissions=["clipboard-read", "clipboard-write"])
    for key in ("compact", "iframe", "badge_html", "qr"):
        page.locator(f'[data-copy="text-{key}"]').click()
        expect(page.locator(f'[data-copy="text-{key}"]')).to_have_text("Copied")
        text = page.evaluate("navigator.clipboard.readText()")
        there = visit(host.show(f"/{key}", text))
        if key in ("compact", "iframe"):
            expect(there.frame_locator("iframe").locator("#card")).to_contain_text("Maria")
        else:
            there.wait_for_function(DRAWN)
