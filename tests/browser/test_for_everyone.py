"""What holds on every page, in every language and light: it can be read, reached, enlarged, and left in peace."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.measure import moving, sideways, small_targets, violations
from tests.browser.pages import LANGUAGES, Place, add_agents, places
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

PEACE = {"reduced_motion": "reduce"}


@pytest.fixture(scope="module")
def everywhere(server: Server) -> dict[str, dict[str, Place]]:
    add_agents(server)
    return {language: places(server, language) for language in LANGUAGES}


@pytest.fixture
def each(everywhere: dict[str, dict[str, Place]], visit: Visit, watch: Watch) -> object:
    """``each(language, **options)`` goes to one page after the other."""
    watch.allow("status 404: GET .*/nothing-here", "status 410: GET .*/p/")

    def walk(language: str, **options: object) -> Iterator[tuple[str, Page]]:
        windows = {
            signed: visit(agent=signed, locale=language, **(PEACE | options))
            for signed in sorted({place.agent for place in everywhere[language].values()})
        }
        for name, place in everywhere[language].items():
            page = windows[place.agent]
            answer = page.goto(place.address)
            assert answer is not None
            assert answer.status == place.status, name
            yield name, page

    return walk


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_breaks_a_rule_of_axe_in_light_or_dark(each, language: str) -> None:
    found = []
    for name, page in each(language):
        found += [f"{name}: {violation}" for violation in violations(page)]
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("() => document.getAnimations().length === 0")  # colours change over an instant
        found += [f"{name}, dark: {violation}" for violation in violations(page, colours_only=True)]
        page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_scrolls_sideways_on_a_narrow_screen_or_at_four_times_the_size(each, language: str) -> None:
    """1,280 pixels enlarged to 400 % are 320 (WCAG 1.4.10)."""
    found = []
    for name, page in each(language, viewport={"width": 320, "height": 640}):
        found += [f"{name}: {fault}" for fault in sideways(page)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_can_be_twice_as_large_without_loss(each, language: str) -> None:
    """Twice the letters' size alone (WCAG 1.4.4), and at 200 % zoom of a small laptop."""
    found = []
    for name, page in each(language, viewport={"width": 640, "height": 400}):
        found += [f"{name}: {fault}" for fault in sideways(page)]
    assert not found, "\n".join(found)


def test_every_target_is_large_enough_for_a_finger(each) -> None:
    found = []
    for name, page in each("en", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True):
        least = 24 if name.startswith("card") else 44
        found += [f"{name}: {target}" for target in small_targets(page, least)]
    assert not found, "\n".join(found)


def test_every_target_is_large_enough_for_a_pointer(each) -> None:
    found = []
    for name, page in each("en"):
        found += [f"{name}: {target}" for target in small_targets(page, 24)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_its_language_and_direction_and_has_one_title_and_one_main(each, language: str) -> None:
    direction = "rtl" if language == "ar" else "ltr"
    titles: dict[str, str] = {}
    for name, page in each(language):
        root = page.evaluate("[document.documentElement.lang, document.documentElement.dir, document.title]")
        assert root[:2] == [language, direction], name
        assert root[2].strip(), name
        titles[name] = root[2]
        if not name.startswith("card"):
            assert page.locator("main").count() == 1, name
            assert page.locator("h1").count() == 1, name


def test_nothing_moves_for_whoever_wants_peace(visit: Visit, ticket: Fresh, server: Server) -> None:
    ana = visit(ticket.page, **PEACE)
    maria = visit(ticket.desk, agent="maria", **PEACE)
    maria.locator("#letter-body").press_sequentially("Ana, ", delay=30)
    expect(ana.locator("[data-writing]")).to_be_visible()
    assert moving(ana) == []
    assert moving(maria) == []


def test_a_page_with_high_contrast_colours_keeps_its_edges(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, forced_colors="active")
    field = page.get_by_label("Write to")
    field.focus()
    assert field.evaluate("field => getComputedStyle(field).outlineStyle") != "none"
    assert violations(page, colours_only=True) == []
