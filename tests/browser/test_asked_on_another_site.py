"""Somebody asks on another site: the form fits in, no word is lost, and what was sent stays between them and us."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Frame, FrameLocator, Page, expect
from sqlalchemy import select

from statuspage.domain.files.file import File
from statuspage.domain.way_in.ask_sites import save_ask_sites
from statuspage.domain.way_in.pressure import AskPressure
from statuspage.security import puzzles
from tests.browser.conftest import Visit
from tests.browser.host import Host
from tests.browser.measure import becomes, sideways, small_targets, violations
from tests.browser.server import Server
from tests.browser.test_on_another_site import STORED
from tests.browser.tickets import now
from tests.browser.watch import Watch

LISTEN = "addEventListener('message', event => (window.heard ??= []).push(event.data))"
DARK = "<style>body { background: #101214; color: #eee }</style>"
WORDS = "The pump hums, and nothing comes out."


@pytest.fixture
def shop(server: Server, host: Host) -> Host:
    """A site that the team has listed."""
    server.do(save_ask_sites, host.url)
    return host


@pytest.fixture
def pressed(server: Server) -> Iterator[None]:
    """Many come meanwhile."""
    server.do(lambda session: session.add(AskPressure(since=now(), until=now() + timedelta(hours=1))))
    yield
    server.do(lambda session: session.query(AskPressure).delete())


def element(server: Server, more: str = "", src: str = "/ask") -> str:
    return (
        f'<script async src="{server.url}/ask-for-help.js"></script>'
        f'<ask-for-help src="{server.url}{src}"{more}><a href="{server.url}/ask">Ask us</a></ask-for-help>'
    )


def framed(server: Server, sandbox: str = "") -> str:
    return f'<iframe src="{server.url}/ask/frame" title="Ask us" width="100%" height="900"{sandbox}></iframe>'


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def frame_of(page: Page) -> Frame:
    expect(inside(page).locator("main")).to_be_visible()
    return next(frame for frame in page.frames if "/ask/frame" in frame.url)


def fill(form: FrameLocator) -> None:
    form.get_by_label("What happened, in your own words").fill(WORDS)
    form.get_by_label("Your name").fill("Joana Silva")
    form.get_by_label("Your mail address or phone number").fill("joana@example.net")


def send(form: FrameLocator) -> None:
    form.get_by_role("button", name="Ask", exact=True).click()
    expect(form.get_by_role("heading", name=re.compile("has it"))).to_be_visible()


@pytest.mark.parametrize(("width", "look"), [(320, ""), (1280, ' topic="repair" about="Order 1042"')])
def test_the_element_becomes_the_form_on_a_strict_page_and_fits_in(
    server: Server, shop: Host, visit: Visit, width: int, look: str
) -> None:
    policy = f"default-src 'none'; img-src 'self'; script-src {server.url}/ask-for-help.js; frame-src {server.url}"
    page = visit(viewport={"width": width, "height": 900})
    page.goto(shop.show("/", element(server, look), policy))
    frame = frame_of(page)
    becomes(frame, "document.documentElement.scrollHeight <= innerHeight")
    assert sideways(page) == []
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("link", name="Ask us")).to_be_hidden()
    assert page.locator("iframe").get_attribute("title") == "Ask us"
    if look:
        expect(inside(page).get_by_label("What is it about, in one line")).to_have_value("Order 1042")
        inside(page).get_by_label("An order").check()
        becomes(frame, "document.documentElement.scrollHeight <= innerHeight")
    assert page.context.cookies() == []


def test_it_follows_the_light_of_its_page_without_losing_a_word(server: Server, shop: Host, visit: Visit) -> None:
    page = visit(shop.show("/", DARK + element(server)))
    frame = frame_of(page)
    assert frame.evaluate("document.documentElement.dataset.theme") == "dark"
    fill(inside(page))
    page.evaluate("document.body.style.cssText = 'background: white; color: black'")
    becomes(frame, "document.documentElement.dataset.theme === 'light'")
    expect(inside(page).get_by_label("Your name")).to_have_value("Joana Silva")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_it_is_clean_for_everyone_before_and_after_sending(server: Server, visit: Visit, language: str) -> None:
    page = visit(f"{server.url}/ask/frame?lang={language}&topic=repair", viewport={"width": 360, "height": 900})
    assert page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
    assert [*violations(page), *small_targets(page, 24), *sideways(page)] == []
    for name, words in (("story", WORDS), ("name", "Joana Silva"), ("contact", "joana@example.net")):
        page.locator(f"#ask-{name}").fill(words)
    page.locator("button[type=submit]").click()
    expect(page.locator("[data-sent]")).to_be_focused()
    assert [*violations(page), *small_targets(page, 24), *sideways(page)] == []


def test_what_was_typed_survives_a_reload_and_is_gone_once_it_was_sent(
    server: Server, shop: Host, visit: Visit
) -> None:
    page = visit(shop.show("/", element(server)))
    fill(inside(page))
    page.reload()
    expect(inside(page).get_by_label("What happened, in your own words")).to_have_value(WORDS)
    expect(inside(page).get_by_label("Your name")).to_have_value("Joana Silva")
    send(inside(page))
    page.reload()
    expect(inside(page).get_by_label("What happened, in your own words")).to_have_value("")
    assert frame_of(page).evaluate(STORED) == 0


def test_the_private_page_opens_in_a_new_tab_and_its_key_is_told_to_nobody(
    server: Server, shop: Host, visit: Visit, watch: Watch
) -> None:
    page = visit()
    page.add_init_script(LISTEN)
    page.goto(shop.show("/", element(server)))
    fill(inside(page))
    send(inside(page))
    link = inside(page).get_by_role("link", name="Open your page")
    key = str(link.get_attribute("href")).rsplit("/", 1)[1]
    assert not any(key in address for address in watch.requests), "not even by the frame itself"
    heard = page.evaluate("window.heard")
    assert {*map(frozenset, heard)} == {frozenset({"askForHelp", "height"})}
    assert not any(key in frame.url for frame in page.frames)
    with page.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_text(WORDS).first).to_be_visible()
    assert opened.value.evaluate("opener") is None


def test_a_frame_reloaded_after_sending_sends_nothing_again(
    server: Server, shop: Host, visit: Visit, watch: Watch
) -> None:
    page = visit(shop.show("/", framed(server)))
    fill(inside(page))
    send(inside(page))
    frame_of(page).evaluate("location.reload()")
    expect(inside(page).get_by_label("Your name")).to_have_value("")
    page.goto(server.url)
    page.go_back()
    expect(inside(page).get_by_role("button", name="Ask", exact=True)).to_be_visible()


@pytest.mark.parametrize("is_many", [False, True], ids=["quiet", "under pressure"])
def test_a_sandbox_without_an_origin_can_ask(
    server: Server, shop: Host, visit: Visit, request: pytest.FixtureRequest, is_many: bool
) -> None:
    if is_many:
        request.getfixturevalue("pressed")
    page = visit(shop.show("/", framed(server, ' sandbox="allow-scripts allow-forms allow-popups"')))
    fill(inside(page))
    label = {"name": "label.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n% nothing else"}
    inside(page).get_by_label("Add files").set_input_files(label)  # type: ignore[arg-type]
    if is_many:
        expect(inside(page).locator(f"[name={puzzles.FIELD}]")).to_have_value(re.compile("."))
    send(inside(page))
    assert server.do(lambda session: session.scalar(select(File.name).order_by(File.id.desc()))) == "label.pdf"


def test_without_script_the_frame_is_whole_and_the_element_leaves_its_link(
    server: Server, shop: Host, visit: Visit
) -> None:
    page = visit(shop.show("/", element(server) + framed(server)), java_script_enabled=False)
    expect(page.get_by_role("link", name="Ask us")).to_be_visible()
    fill(inside(page))
    send(inside(page))


def test_a_site_that_is_not_listed_is_told_so_and_leads_to_our_page(
    server: Server, host: Host, visit: Visit, watch: Watch
) -> None:
    watch.allow("status 403: GET .*/ask/frame")
    server.do(save_ask_sites, "https://elsewhere.example")
    page = visit(host.show("/", element(server)))
    expect(inside(page).get_by_text("The form itself may not stand here")).to_be_visible()
    expect(inside(page).get_by_role("link", name="Ask for help")).to_have_attribute("href", f"{server.url}/ask")


def test_where_the_page_does_not_say_what_it_is_the_policy_keeps_the_form_away(
    server: Server, host: Host, visit: Visit, watch: Watch
) -> None:
    watch.allow("frame-ancestors", "ERR_BLOCKED_BY_RESPONSE", "chrome-error")
    server.do(save_ask_sites, "https://elsewhere.example")
    page = visit(host.show("/", '<meta name="referrer" content="no-referrer">' + framed(server)))
    page.wait_for_load_state("networkidle")
    assert not any("ask-story" in frame.content() for frame in page.frames)


@pytest.mark.parametrize("src", ["/as", "", "/ask/fra", "javascript:alert(1)//ask"])
def test_a_cut_address_leaves_the_link(server: Server, shop: Host, visit: Visit, src: str) -> None:
    html = element(server, src=src)
    if src.startswith("javascript"):
        html = html.replace(f'src="{server.url}javascript', 'src="javascript')
    page = visit(shop.show("/", html))
    page.wait_for_function("() => Boolean(customElements.get('ask-for-help'))")
    expect(page.get_by_role("link", name="Ask us")).to_be_visible()
    assert len(page.frames) == 1


def test_under_pressure_the_proof_is_there_before_anybody_has_typed_and_is_true(
    server: Server, visit: Visit, pressed: None
) -> None:
    page = visit(f"{server.url}/ask")
    answer = page.locator(f"[name={puzzles.FIELD}]")
    expect(answer).to_have_value(re.compile("."))
    keys, begun = server.app.extensions["settings"].secret_keys, page.locator("[name=begun]").input_value()
    assert puzzles.is_solved(keys, begun, answer.input_value(), now())
    assert json.loads(base64.b64decode(answer.input_value())).keys() == {
        "algorithm",
        "challenge",
        "number",
        "salt",
        "signature",
    }
