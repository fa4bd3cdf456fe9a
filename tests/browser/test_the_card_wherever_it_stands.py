"""The card comes wherever it stands, however late it is opened or answered; until then the link stands there."""

import pytest
from playwright.sync_api import Page, Route, expect

from statuspage.domain.logos import make_logo
from statuspage.domain.our_company import change_our_company
from statuspage.present.embed.looks import FORMS
from tests.browser.conftest import Visit
from tests.browser.host import Host
from tests.browser.measure import becomes, comes_true, settle
from tests.browser.server import Server
from tests.browser.tickets import SUBJECT, Fresh, now
from tests.surfaces.worn import picture

FRAME = "document.querySelector('virtual-ticket').shadowRoot?.querySelector('iframe')"
THERE = f"{FRAME}?.className === 'there'"
BELOW = '<p style="height: 4000px">A long story.</p>'
SLIDE = "width: 600px; display: inline-block; vertical-align: top; white-space: normal"
PLACES = [
    pytest.param("<details><summary>How is it going?</summary>{}</details>", "details.open = true", id="details"),
    pytest.param('<div hidden id="tab">{}</div>', "document.getElementById('tab').hidden = false", id="tab of a page"),
    pytest.param('<div style="display: none" id="tab">{}</div>', "tab.style.display = 'block'", id="display none"),
    pytest.param(
        '<div style="content-visibility: hidden" id="tab">{}</div>',
        "tab.style.contentVisibility = 'visible'",
        id="content hidden",
    ),
    pytest.param(f"{BELOW}{{}}", "document.querySelector('virtual-ticket').scrollIntoView()", id="below the fold"),
    pytest.param(
        '<div style="overflow: hidden; width: 600px; white-space: nowrap"><div id="rail" style="transform: none">'
        f'<div style="{SLIDE}">One</div><div style="{SLIDE}">Two</div><div style="{SLIDE}">{{}}</div></div></div>',
        "rail.style.transform = 'translateX(-1200px)'",
        id="carousel",
    ),
    pytest.param('<dialog id="box">{}</dialog>', "box.showModal()", id="dialog"),
]


def element(server: Server, ticket: Fresh, more: str = "") -> str:
    return (
        f'<script async src="{server.url}/widget.js"></script>'
        f'<virtual-ticket src="{ticket.public("embed")}"{more} style="display: block; min-height: 290px">'
        f'<a href="{ticket.public()}">My open ticket</a></virtual-ticket>'
    )


def ready(page: Page) -> None:
    """The script is there, and the page has been drawn since."""
    becomes(page, "Boolean(customElements.get('virtual-ticket'))")
    settle(page)


def asked(page: Page) -> bool:
    return any("/e/" in frame.url for frame in page.frames)


def comes(page: Page) -> None:
    """The (first) card is there, told its height, and its link has gone."""
    becomes(page, THERE)
    card = page.frame_locator("virtual-ticket >> nth=0 >> iframe").locator("#card")
    expect(card).to_contain_text("Maria is on it")
    expect(page.locator("virtual-ticket a").first).to_be_hidden()
    card = next(frame for frame in page.frames if "/e/" in frame.url)
    becomes(card, "innerHeight > 200 && document.documentElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize(("place", "opened"), PLACES)
def test_a_card_out_of_sight_waits_and_comes_when_it_is_seen(
    server: Server, host: Host, visit: Visit, public: Fresh, place: str, opened: str
) -> None:
    page = visit()
    page.clock.install()
    page.goto(host.show("/", place.format(element(server, public)).replace("<details>", '<details id="details">')))
    ready(page)
    page.clock.run_for(8_000)
    settle(page)
    assert not asked(page), "nobody asks for a card that nobody sees"
    page.evaluate(opened)
    comes(page)


def test_a_card_a_little_below_the_screen_is_there_before_anyone_scrolls(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit(host.show("/", f'<p style="height: 100vh">A story.</p>{element(server, public)}'))
    becomes(page, THERE)
    assert page.evaluate("scrollY === 0 && document.querySelector('virtual-ticket').offsetTop > innerHeight")


@pytest.mark.parametrize("slow", ["**/e/*", "**/card.css*", "**/card*.js*"])
def test_a_slow_line_is_waited_for_and_the_link_remains_until_then(
    server: Server, host: Host, visit: Visit, public: Fresh, slow: str
) -> None:
    held: list[Route] = []
    page = visit()
    page.clock.install()
    page.route(slow, lambda route: held.append(route))
    page.goto(host.show("/", element(server, public)), wait_until="commit")
    ready(page)
    comes_true(page, lambda: bool(held), "it is asked for")
    page.clock.run_for(60_000)
    expect(page.get_by_role("link", name="My open ticket")).to_be_visible()
    assert page.evaluate(f"getComputedStyle({FRAME}).visibility") == "hidden", "nobody gets caught in an empty frame"
    for route in held:
        route.continue_()
    comes(page)


def test_a_card_closed_again_while_it_was_on_its_way_comes_all_the_same(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    held: list[Route] = []
    page = visit()
    page.route("**/e/*", lambda route: held.append(route))
    page.goto(host.show("/", f'<details id="details" open>{element(server, public)}</details>'), wait_until="commit")
    ready(page)
    comes_true(page, lambda: bool(held), "it is asked for")
    page.evaluate("details.open = false")
    settle(page)
    with page.expect_event("requestfinished", lambda request: "/e/" in request.url):
        held[0].continue_()
    page.evaluate("details.open = true")
    comes(page)


def test_a_card_in_a_hidden_window_comes(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit()
    page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => true})")
    page.goto(host.show("/", element(server, public)))
    comes(page)


@pytest.mark.parametrize(
    "move",
    [
        "there.append(ticket)",
        "ticket.remove(); there.append(ticket)",
        "ticket.remove(); setTimeout(() => there.append(ticket), 50)",
        "there.append(document.createElement('p')); there.firstChild.append(ticket)",
        "there.moveBefore(ticket, null)",
        "there.outerHTML = ticket.outerHTML; ticket.remove()",
    ],
)
def test_a_card_that_a_page_moves_is_there_again(
    server: Server, host: Host, visit: Visit, public: Fresh, move: str
) -> None:
    page = visit(host.show("/", f'{element(server, public)}<div id="there"></div>'))
    comes(page)
    page.evaluate(f"const ticket = document.querySelector('virtual-ticket'); {move}")
    becomes(page, f"document.querySelectorAll('virtual-ticket').length === 1 && {THERE}")
    comes(page)
    assert page.evaluate(f"{FRAME}.getRootNode().querySelectorAll('iframe').length") == 1


def test_a_card_that_is_moved_keeps_its_height_meanwhile(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    held: list[Route] = []
    page = visit(
        host.show("/", f'{element(server, public, " size=compact")}<div id="there" style="width: 200px"></div>')
    )
    comes(page)
    page.route("**/e/*", lambda route: held.append(route))
    page.evaluate(  # in one step, in which the card cannot say its own height again
        f"{FRAME.replace('?.', '.')}.height = 400; "
        "document.getElementById('there').append(document.querySelector('virtual-ticket'))"
    )
    comes_true(page, lambda: bool(held), "it is asked for")
    assert page.evaluate(f"[{FRAME}.height, {FRAME}.className]") == ["400", ""]
    expect(page.get_by_role("link", name="My open ticket")).to_be_visible()
    held[0].continue_()


def test_two_cards_on_one_page_come_each_when_it_is_near(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    second = element(server, public, ' size="compact" id="low"')
    page = visit(host.show("/", element(server, public) + BELOW + second))
    comes(page)
    assert sum("/e/" in frame.url for frame in page.frames) == 1
    page.evaluate("low.scrollIntoView()")
    becomes(page, "low.shadowRoot.querySelector('iframe').className === 'there'")
    expect(page.frame_locator("#low iframe").locator("#card.is-compact")).to_contain_text("Maria")
    assert sum("/e/" in frame.url for frame in page.frames) == 2


def test_the_link_is_on_paper_where_the_card_was_not_seen_yet(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit(host.show("/", BELOW + element(server, public)))
    ready(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="My open ticket")).to_be_visible()


def test_the_card_is_on_paper(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/", element(server, public)))
    comes(page)
    page.emulate_media(media="print")
    expect(page.frame_locator("virtual-ticket iframe").locator("#card")).to_be_visible()
    assert page.evaluate(f"getComputedStyle({FRAME}).visibility") == "visible"


@pytest.mark.parametrize("size", ["card", "timeline"])
@pytest.mark.parametrize("width", [320, 416])
def test_the_card_shows_the_whole_of_what_it_is_about_and_with_whom_on_two_lines(
    visit: Visit, public: Fresh, size: str, width: int
) -> None:
    page = visit(f"{public.public('embed')}?size={size}", viewport={"width": width, "height": 700})
    expect(page.locator(".card-company")).to_have_text(f"{SUBJECT} Fernhill Coffee")
    assert page.title().startswith(f"{SUBJECT} · ")
    lines, cut = page.locator(".card-company").evaluate(
        "one => [one.clientHeight / parseFloat(getComputedStyle(one).lineHeight), one.scrollHeight - one.clientHeight]"
    )
    assert round(lines) <= 2
    assert cut <= 1, "no word of it is left out"


@pytest.mark.parametrize("width", [320, 416])
def test_the_smallest_card_shows_what_it_is_about_and_takes_no_more_room_for_it(
    visit: Visit, public: Fresh, width: int
) -> None:
    height = FORMS["compact"].height
    page = visit(f"{public.public('embed')}?size=compact", viewport={"width": width, "height": height})
    expect(page.locator(".card-about")).to_have_text(SUBJECT)
    told = page.evaluate("document.documentElement.scrollHeight")
    assert told <= height
    face, words = (page.locator(f"#card {part}").first.bounding_box() for part in (".face", ".card-about"))
    assert face is not None
    assert words is not None
    assert face["x"] + face["width"] < words["x"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_dot_stands_between_what_it_is_about_and_the_company(visit: Visit, public: Fresh, language: str) -> None:
    page = visit(f"{public.public('embed')}?lang={language}", viewport={"width": 416, "height": 700})
    dots = page.locator(".card-company > *").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::before').content)"
    )
    assert dots == ["none", '"· "']


def test_the_companys_logo_is_seen_and_takes_neither_words_nor_height(
    server: Server, visit: Visit, public: Fresh
) -> None:
    server.do(change_our_company, now(), {}, agent_id=None, logo=make_logo(picture((600, 100))))
    try:
        page = visit(viewport={"width": 320, "height": 700})
        for form in FORMS.values():
            page.goto(f"{public.public('embed')}?size={form.name}")
            logo = page.locator(".card-logo")
            assert logo.evaluate("async one => { await one.decode(); return one.naturalWidth; }") == 600
            line = page.locator(".card-company").evaluate("one => one.scrollHeight - one.clientHeight")
            assert line <= 1 or form.name == "compact", "no word of it is left out"
            seen, card = logo.bounding_box(), page.locator("#card").bounding_box()
            assert seen is not None
            assert card is not None
            assert card["x"] < seen["x"] < seen["x"] + seen["width"] < card["x"] + card["width"]
            assert seen["height"] <= 18
    finally:
        server.do(change_our_company, now(), {}, agent_id=None, without_logo=True)


def test_a_page_that_comes_back_has_its_card(server: Server, host: Host, visit: Visit, public: Fresh) -> None:
    page = visit(host.show("/", element(server, public)))
    comes(page)
    page.goto(host.show("/other", "<p>Another page.</p>"))
    page.go_back()
    comes(page)


def test_a_card_that_comes_out_of_the_browsers_memory_looks_again(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    """The event stands for that memory (bfcache), which a browser without windows does not have."""
    page = visit(host.show("/", element(server, public)))
    comes(page)
    public.letter("It is on the bench.", step="working")
    card = next(frame for frame in page.frames if "/e/" in frame.url)
    card.evaluate("void dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.frame_locator("virtual-ticket iframe").locator("#card")).to_contain_text("Working on it")
