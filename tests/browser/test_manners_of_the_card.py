"""The card as a guest: it takes its room and no more, shuts its ears to strangers, and leaves the house as it was."""

import io
from contextlib import suppress

import pytest
from PIL import Image
from playwright.sync_api import Frame, Page, Response, expect

from statuspage.present.embed.looks import FORMS, SIZES
from tests.browser.conftest import Visit
from tests.browser.host import Host, strict
from tests.browser.measure import becomes, sideways, violations
from tests.browser.server import Server
from tests.browser.tickets import Fresh, due
from tests.browser.watch import Watch

SHIFTS = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) sum += entry.value })
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(sum), 400);
})"""
HOSTILE = """async (good) => {
    const frame = document.querySelector('virtual-ticket').shadowRoot.querySelector('iframe');
    const before = frame.height;
    const shapes = [null, 0, 'x', [], {}, {virtualTicket: 2, height: 900}, {virtualTicket: '1', height: 900},
        {virtualTicket: 1}, {virtualTicket: 1, height: '900'}, {virtualTicket: 1, height: NaN},
        {virtualTicket: 1, height: Infinity}, {virtualTicket: 1, height: -5}, {virtualTicket: 1, height: 1e9},
        {virtualTicket: 1, height: 19}, {virtualTicket: 1, height: {valueOf: 900}}, {height: 900, gone: true}];
    const stranger = document.createElement('iframe');
    document.body.append(stranger);
    const send = (data, source, origin) => dispatchEvent(new MessageEvent('message', {data, source, origin}));
    for (let i = 0; i < 1000; i++) {
        const shape = shapes[i % shapes.length];
        if (i % 4 === 0) send({virtualTicket: 1, height: 900}, window, good);
        else if (i % 4 === 1) send({virtualTicket: 1, height: 900}, stranger.contentWindow, good);
        else if (i % 4 === 2) send({virtualTicket: 1, height: 900}, frame.contentWindow, 'https://evil.example');
        else send(shape, frame.contentWindow, good);
    }
    window.postMessage({virtualTicket: 1, height: 900}, '*');
    await new Promise(done => setTimeout(done, 100));
    const unmoved = frame.height === before;
    send({virtualTicket: 1, height: 900}, frame.contentWindow, good);
    return [unmoved, frame.height];
}"""


def element(server: Server, ticket: Fresh, size: str = "card", more: str = "") -> str:
    return (
        f'<script async src="{server.url}/widget.js"></script>'
        f'<virtual-ticket src="{ticket.public("embed")}" size="{size}"{more} style="display: block; min-height: '
        f'{FORMS[size].room(letters=True)}px"><a href="{ticket.public()}">My open ticket</a></virtual-ticket>'
    )


def shown(page: Page) -> Frame:
    """The card's frame, once it has told its height."""
    page.wait_for_function("() => document.querySelector('virtual-ticket')?.shadowRoot?.querySelector('iframe.there')")
    return next(frame for frame in page.frames if "/e/" in frame.url)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_and_nothing_is_cut_off(
    server: Server, host: Host, visit: Visit, public: Fresh, size: str, width: int
) -> None:
    for number in range(4):
        public.letter(f"Letter {number}: " + "the pump, the seal and the fuse. " * 8, is_public=True)
    text = "<p>What stands below.</p>" * 5
    page = visit(viewport={"width": width, "height": 900})
    page.goto(host.show("/", element(server, public, size) + text))
    card = shown(page)
    assert page.evaluate(SHIFTS) < 0.01
    becomes(card, "document.documentElement.scrollHeight <= innerHeight")
    becomes(card, "document.documentElement.scrollWidth <= innerWidth")
    assert sideways(page) == []


def test_a_thousand_hostile_messages_have_no_effect(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/", element(server, public)))
    shown(page)
    assert page.evaluate(HOSTILE, server.url) == [True, "900"], "and a true one still has"


def test_the_host_keeps_its_styles_and_its_names(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    style = "<style>virtual-ticket { max-width: 300px } iframe, article, h1 { outline: 1px solid red }</style>"
    page = visit(host.show("/bare", style))
    names = page.evaluate("Object.getOwnPropertyNames(window)")
    looks = page.evaluate("getComputedStyle(document.querySelector('h1')).cssText")
    page.goto(host.show("/", style + element(server, public)))
    card = shown(page)
    added = set(page.evaluate("Object.getOwnPropertyNames(window)")) - set(names)
    assert {name for name in added if not name.isdigit()} == set()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).cssText") == looks
    assert page.evaluate("document.querySelector('virtual-ticket').getBoundingClientRect().width") == 300
    assert card.evaluate("getComputedStyle(document.querySelector('h1')).outlineStyle") == "none"
    assert page.evaluate("document.head.querySelectorAll('style, link[rel=stylesheet]').length") == 0


def test_two_versions_of_the_script_on_one_page_do_not_clash(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    again = f'<script async src="{server.url}/widget.js?another"></script>' + element(server, public, "compact")
    page = visit(host.show("/", element(server, public) + again))
    expect(page.frame_locator("virtual-ticket >> nth=0 >> iframe").locator("#card")).to_contain_text("Maria")
    expect(page.frame_locator("virtual-ticket >> nth=1 >> iframe").locator("#card")).to_contain_text("Maria")


def test_a_strict_host_hears_no_complaint(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    bare = element(server, public).replace(' style="display: block; min-height: 290px"', "")
    page = visit(host.show("/", bare, strict(server.url, "require-trusted-types-for 'script'")))
    assert "Maria" in shown(page).inner_text("#card")
    assert (
        page.evaluate("document.querySelector('virtual-ticket').shadowRoot.querySelector('iframe').clientHeight") == 290
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_card_is_clean_for_everyone(server: Server, visit: Visit, public: Fresh, size: str, theme: str) -> None:
    public.letter("It is on the bench.", is_public=True, step="working")
    page = visit(f"{public.public('embed')}?size={size}&theme={theme}")
    assert violations(page) == []


def test_the_frame_has_a_name_and_its_link_is_reached_by_keyboard(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit(host.show("/", '<a href="#a" id="a">before</a>' + element(server, public)))
    card = shown(page)
    assert page.locator("virtual-ticket iframe").get_attribute("title") == "My open ticket"
    page.locator("#a").focus()
    for _ in range(3):  # into the frame, onto its page, onto the link
        page.keyboard.press("Tab")
        with suppress(AssertionError):  # the frame is another process, in which the focus comes a moment later
            expect(card.get_by_role("link", name="Follow")).to_be_focused(timeout=5_000)
            break
    expect(card.get_by_role("link", name="Follow")).to_be_focused()


@pytest.mark.parametrize("theme", ["auto", "dark"])
def test_a_dark_page_sees_no_white_flash(server: Server, host: Host, visit: Visit, public: Fresh, theme: str) -> None:
    style = "<style>:root { color-scheme: dark } body { background: #101214; color: #eee }</style>"
    page = visit(viewport={"width": 500, "height": 500}, color_scheme="light")
    seen: list[bytes] = []
    page.route("**/card.css*", lambda route: (seen.append(page.screenshot()), route.continue_()))
    page.goto(host.show("/", style + element(server, public, more=f' theme="{theme}"')), wait_until="commit")
    shown(page)
    seen.append(page.screenshot())
    for picture in seen:
        image = Image.open(io.BytesIO(picture)).convert("L").crop((10, 100, 430, 400))
        bright = sum(image.histogram()[200:]) / (image.width * image.height)
        assert bright < 0.1, "a large part of it is bright"


def test_a_card_weighs_little_and_asks_seldom(
    server: Server, host: Host, visit: Visit, public: Fresh, watch: Watch
) -> None:
    answers: list[Response] = []
    page = visit()
    page.on("response", lambda answer: answers.append(answer) if answer.url.startswith(server.url) else None)
    public.letter("It is on the bench.", is_public=True, step="working", promise=due(days=2))
    page.goto(host.show("/", element(server, public, "timeline")))
    shown(page)
    page.wait_for_load_state("networkidle")
    weights = {answer.url.removeprefix(server.url): answer.request.sizes()["responseBodySize"] for answer in answers}
    script = weights.pop("/widget.js")
    assert 0 < script <= 2048
    assert len(weights) <= 4, weights
    assert 0 < sum(weights.values()) <= 12 * 1024, weights
    assert all("set-cookie" not in answer.headers for answer in answers)
    assert page.context.cookies() == []
