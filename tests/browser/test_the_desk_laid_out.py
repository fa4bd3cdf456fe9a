"""The desk at every width: the newest words in the first view, acts on one line, a narrow queue, keys that show."""

import pytest
from playwright.sync_api import Page, expect

from statuspage.domain.customer_verbs import say_not_quite
from tests.browser.acts import composer, unfold
from tests.browser.conftest import Visit
from tests.browser.measure import sideways, small_targets, violations
from tests.browser.pages import AGENTS, STATES, add_agents
from tests.browser.server import Server
from tests.browser.tickets import Fresh, fresh, now

ROW = """() => [...document.querySelectorAll(".case-top > .acts > :is(a, details:not([hidden]))")]
  .map(act => Math.round((act.querySelector("summary") ?? act).getBoundingClientRect().top))"""
COLUMNS = """() => ["#queue", "#main", ".picture"].map(name => {
  const { left, right, top } = document.querySelector(name).getBoundingClientRect();
  return [Math.round(left), Math.round(right), Math.round(top)];
})"""
LINES = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("#main .letters .letter-body"));
  return [...range.getClientRects()].filter(({ width, bottom }) => width > 20 && bottom < innerHeight).length;
}"""


def at(visit: Visit, ticket: Fresh, width: int, height: int = 800, **more: object) -> Page:
    page = visit(ticket.desk, agent="maria", viewport={"width": width, "height": height}, **more)
    expect(page.locator("#letter")).to_be_visible()
    return page


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 800), (390, 844)])
def test_the_newest_words_are_in_the_first_view_below_the_form(
    server: Server, visit: Visit, ticket: Fresh, width: int, height: int
) -> None:
    longest = fresh(server, name="Wolfeschlegelsteinhausen" * 5)  # in the queue, whose height it must not change
    server.do(say_not_quite, longest.id, now(), body="It was the fuse.")
    ticket.letter("Ana, the fuse was only half of it. The pump is next, and I have it on the bench in front of me now.")
    page = at(visit, ticket, width, height)
    form = page.locator("#letter").bounding_box()
    newest = page.locator("#main .letters article").first.bounding_box()
    assert form
    assert newest
    assert form["y"] + form["height"] <= newest["y"]
    assert page.evaluate(LINES) >= 2


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_on_a_phone_finding_is_a_sign_that_takes_the_whole_line_once_somebody_types(
    server: Server, visit: Visit, language: str
) -> None:
    add_agents(server)
    page = visit(f"{server.url}/desk", agent=AGENTS[language], viewport={"width": 360, "height": 780})
    place, out = page.locator("#find"), page.locator(".brand-acts > form button")
    before = out.bounding_box()
    box = place.bounding_box()
    assert box
    assert 44 <= box["width"] <= 48, "no part of a word is cut"
    assert 44 <= box["height"] <= 48
    assert page.evaluate("getComputedStyle(document.querySelector('#find')).fontSize") == "0px"
    place.click()
    box = place.bounding_box()
    assert box
    assert box["width"] > 300
    assert not sideways(page)
    place.fill("قهوة coffee")
    place.press("Escape")
    assert out.bounding_box() == before


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_acts_stand_on_one_line(server: Server, visit: Visit, language: str) -> None:
    add_agents(server)
    ticket = STATES["open"](server, language)
    page = visit(ticket.desk, agent=AGENTS[language], viewport={"width": 1280, "height": 800})
    assert len(set(page.evaluate(ROW))) == 1
    page.set_viewport_size({"width": 390, "height": 844})
    assert len(set(page.evaluate(ROW))) == 1


@pytest.mark.parametrize("width", [768, 1280])
def test_what_is_known_of_them_has_the_whole_width_below_name_and_acts(visit: Visit, ticket: Fresh, width: int) -> None:
    page = at(visit, ticket, width)
    name, facts, title = (page.locator(one).bounding_box() for one in (".case-name", ".case-facts", "#case h1"))
    assert name
    assert facts
    assert title
    (acts,) = set(page.evaluate(ROW))
    assert abs(acts - name["y"]) < 24
    assert facts["y"] >= name["y"] + name["height"]
    assert facts["width"] > 0.95 * title["width"]


def test_an_act_opens_below_its_line_and_moves_no_other(visit: Visit, ticket: Fresh) -> None:
    page = at(visit, ticket, 1280)
    before = page.evaluate(ROW)
    page.locator("#act-note > summary").click()
    assert page.evaluate(ROW) == before
    box = page.locator("#act-note .act-form").bounding_box()
    assert box
    assert box["y"] > before[0]


def test_on_a_wide_page_three_columns_stand_side_by_side(visit: Visit, ticket: Fresh) -> None:
    page = at(visit, ticket, 1280)
    queue, main, picture = page.evaluate(COLUMNS)
    assert queue[1] <= main[0]
    assert main[1] <= picture[0]
    expect(page.locator("#picture > summary")).to_be_hidden()
    expect(page.get_by_role("heading", name="What Ana sees")).to_be_visible()


def test_at_1024_the_queue_narrows_to_names_and_the_picture_folds_beside(visit: Visit, ticket: Fresh) -> None:
    page = at(visit, ticket, 1024)
    queue, main, picture = page.evaluate(COLUMNS)
    assert queue[1] - queue[0] <= 160
    assert queue[1] <= main[0]
    assert main[1] <= picture[0]
    assert picture[1] - picture[0] <= 70, "folded"
    expect(page.locator(".queue-item b").first).to_be_visible()
    expect(page.locator("#queue .queue-subject:visible")).to_have_count(0)
    heading = page.get_by_role("heading", name="What Ana sees")
    expect(heading).to_be_hidden()
    page.locator("#picture > summary").press("Enter")
    expect(heading).to_be_visible()
    queue, main, picture = page.evaluate(COLUMNS)
    assert main[1] <= picture[0], "still beside, and not below"
    assert picture[1] <= 1024


def test_on_a_phone_the_picture_follows_and_nothing_of_it_is_folded_away(visit: Visit, ticket: Fresh) -> None:
    page = at(visit, ticket, 390, 844)
    expect(page.get_by_role("heading", name="What Ana sees")).to_be_visible()
    expect(page.get_by_label("Find a ticket or a customer")).to_be_visible()


@pytest.mark.parametrize("language", ["de", *(pytest.param(more, marks=pytest.mark.torture) for more in ("en", "ar"))])
def test_no_state_of_the_form_breaks_a_rule_of_axe_or_scrolls_sideways(
    server: Server, visit: Visit, language: str
) -> None:
    add_agents(server)
    ticket = STATES["open"](server, language)
    page = visit(ticket.desk, agent=AGENTS[language], reduced_motion="reduce", locale=language)
    states = {
        "as it opens": lambda: None,
        "another time": lambda: composer(page).locator("[value=pick]").check(),
        "how it is sent": lambda: unfold(page, "how"),
        "the question": lambda: composer(page).locator("[value=ask]").check(),
        "a note": lambda: composer(page).locator("[name=seen_by]").select_option("us"),
        "drafts": lambda: unfold(page, "drafts"),
        "more": lambda: page.locator("#act-more > summary").click(),
        "the link": lambda: page.locator("#link > summary").click(),
    }
    faults = []
    for name, come in states.items():
        come()
        faults += [f"{name}: {fault}" for fault in violations(page)]
        for width in (1280, 1024, 768, 360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            faults += [f"{name} at {width}: {fault}" for fault in sideways(page)]
            faults += [f"{name} at {width}: {fault}" for fault in small_targets(page, 24)]
        page.set_viewport_size({"width": 1280, "height": 900})
    assert not faults, "\n".join(faults)


def test_whatever_a_key_does_says_so_until_the_keys_are_off(maria: Page) -> None:
    def shortcuts() -> dict[str, str]:
        found = "nodes => Object.fromEntries(nodes.map(node => [node.getAttribute('aria-keyshortcuts'), node.title]))"
        return dict(maria.locator("[aria-keyshortcuts]").evaluate_all(found))

    letters = {"r", "n", "h", "t", "/", "?"}
    sending = {"Control+Enter", "Control+Shift+Enter"}
    assert set(shortcuts()) == letters | sending
    assert shortcuts()["Control+Shift+Enter"] == "Ctrl Shift Enter"
    maria.keyboard.press("?")
    maria.get_by_label("Use the single-letter keys").uncheck()
    assert set(shortcuts()) == sending


def test_everything_in_the_letter_is_done_by_keyboard_alone(maria: Page, ticket: Fresh) -> None:
    maria.keyboard.press("r")
    maria.keyboard.type("Ana, written without a mouse.")
    maria.keyboard.press("Tab")
    while not composer(maria).locator("[value=ask]").is_checked():
        maria.keyboard.press("ArrowRight")
    expect(composer(maria).locator("[value=ask]")).to_be_checked()
    maria.keyboard.press("Tab")
    expect(maria.locator("#letter-how > summary")).to_be_focused()
    maria.keyboard.press("Enter")
    maria.keyboard.press("Tab")
    expect(composer(maria).get_by_label("Who sees it")).to_be_focused()  # the question says step and turn
    maria.keyboard.press("Control+Enter")
    expect(maria.get_by_text("Sent: it stands on the page of Ana.")).to_be_visible()
    expect(maria.locator(".case-promise")).to_contain_text("solved", ignore_case=True)


def test_long_names_and_words_overlap_nothing(server: Server, visit: Visit) -> None:
    ticket = fresh(server, name="Maximiliana-Konstantina " + "Donaudampfschifffahrt" * 4)
    for width in (1280, 1024, 360):
        page = at(visit, ticket, width)
        assert sideways(page) == []


@pytest.mark.parametrize(("width", "language"), [(390, "en"), (768, "en"), (390, "ar")])
def test_a_queue_that_goes_on_fades_at_its_edge_and_whose_it_is_stands_clear_at_its_end(
    server: Server, visit: Visit, width: int, language: str
) -> None:
    add_agents(server)
    ticket = STATES["open"](server, language)
    for name in ("Kenji Mori", "Priya Nair", "Rui Costa"):
        fresh(server, name=name)
    page = visit(ticket.desk, agent=AGENTS[language], viewport={"width": width, "height": 844})
    queue = page.locator("#queue")
    assert queue.evaluate("queue => queue.scrollWidth > queue.clientWidth")
    fades = "270deg" if language == "en" else "90deg"
    assert f"linear-gradient({fades}" in queue.evaluate("queue => getComputedStyle(queue).maskImage")
    queue.evaluate("(queue, left) => queue.scrollTo({ left, behavior: 'instant' })", 1e5 if language == "en" else -1e5)
    last = page.locator("#queue .views").bounding_box()
    assert last
    clear = width - last["x"] - last["width"] if language == "en" else last["x"]
    assert clear > 30, "the last one stands clear of what fades"


def test_on_a_phone_the_other_tickets_begin_in_sight_and_the_cut_row_of_times_fades(
    server: Server, visit: Visit, ticket: Fresh
) -> None:
    fresh(server, name="Kenji Mori")
    page = at(visit, ticket, 390, 844)
    box = page.locator("#queue .queue-item").first.bounding_box()
    assert box is not None
    assert box["x"] < 60
    row = page.locator(".composer-bar .chips-row")
    assert row.evaluate("row => row.scrollWidth > row.clientWidth && getComputedStyle(row).maskImage !== 'none'")
    row.evaluate("row => row.scrollTo(10_000, 0)")
    last = row.locator(".chip").last.bounding_box()
    edge = row.bounding_box()
    assert last is not None
    assert edge is not None
    assert edge["x"] + edge["width"] - last["x"] - last["width"] > 30, "the last one stands clear of what fades"
