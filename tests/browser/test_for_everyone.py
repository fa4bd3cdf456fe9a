"""What holds on every page, in every language and light: it can be read, reached, enlarged, and left in peace."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from io import BytesIO

import pytest
from PIL import Image, ImageStat
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.measure import becomes, moving, sideways, small_targets, violations, widen
from tests.browser.pages import Place, add_agents, places
from tests.browser.server import Server
from tests.browser.tickets import Fresh
from tests.browser.watch import Watch

PEACE = {"reduced_motion": "reduce"}
GLIDING = """() => {
  document.querySelector("main").style.padding = "9px";
  return document.getAnimations().filter(moving => moving instanceof CSSTransition).length;
}"""


@pytest.fixture(scope="module")
def everywhere(server: Server) -> Callable[[str], dict[str, Place]]:
    """All pages in a language, made for the first who asks."""
    add_agents(server)
    return cache(partial(places, server))


@pytest.fixture
def each(everywhere: Callable[[str], dict[str, Place]], visit: Visit, watch: Watch) -> object:
    """``each(language, **options)`` goes to one page after the other."""
    watch.allow("status 404: GET .*/nothing-here", "status 410: GET .*/p/", "status 410: GET .*/t/")

    def walk(language: str, **options: object) -> Iterator[tuple[str, Page]]:
        windows = {
            signed: visit(agent=signed, locale=language, **(PEACE | options))
            for signed in sorted({place.agent for place in everywhere(language).values()})
        }
        for name, place in everywhere(language).items():
            page = windows[place.agent]
            answer = page.goto(place.address)
            assert answer is not None
            assert answer.status == place.status, name
            yield name, page

    return walk


@dataclass
class Survey:
    """What was found on all pages in one language, seen once and measured in every way."""

    axe: list[str] = field(default_factory=list)
    narrow: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    enlarged: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    def look(self, name: str, page: Page, language: str) -> None:
        self.axe += [f"{name}: {fault}" for fault in violations(page)]
        self.small += [f"{name}: {fault}" for fault in small_targets(page, 24)]
        self.unnamed += [f"{name}: {fault}" for fault in unnamed(page, language, name.startswith("card"))]
        page.emulate_media(color_scheme="dark")
        becomes(page, "() => document.getAnimations().length === 0")  # colours change over an instant
        self.axe += [f"{name}, dark: {fault}" for fault in violations(page, colours_only=True)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 320, "height": 640})
        self.narrow += [f"{name}: {fault}" for fault in sideways(page)]
        page.set_viewport_size({"width": 640, "height": 400})
        self.enlarged += [f"{name}: {fault}" for fault in sideways(page)]
        widen(page)
        page.set_viewport_size({"width": 320, "height": 640})
        self.wide += [f"{name}: {fault}" for fault in sideways(page)]
        page.set_viewport_size({"width": 1280, "height": 900})


def unnamed(page: Page, language: str, is_card: bool) -> list[str]:
    """What a page does not say of itself: its language, direction and title, one main part and one first heading."""
    root = page.evaluate("[document.documentElement.lang, document.documentElement.dir, document.title.trim()]")
    faults = [] if root[:2] == [language, "rtl" if language == "ar" else "ltr"] else [f"is in {root[:2]}"]
    faults += [] if root[2] else ["has no title"]
    counts = {tag: page.locator(tag).count() for tag in ("main", "h1")}
    return faults + [f"{tag}: {count}" for tag, count in counts.items() if count != 1 and not is_card]


@pytest.fixture(scope="module")
def surveys() -> dict[str, Survey]:
    return {}


# A survey takes a minute.
SURVEYED = ["en", *(pytest.param(code, marks=pytest.mark.torture) for code in ("de", "ar"))]


@pytest.fixture(params=SURVEYED)
def survey(request: pytest.FixtureRequest, surveys: dict[str, Survey], each) -> Survey:
    """The survey of one language, made for the first test that asks."""
    language = request.param
    if language not in surveys:
        survey = Survey()
        for name, page in each(language):
            survey.look(name, page, language)
        surveys[language] = survey
    return surveys[language]


def test_no_page_breaks_a_rule_of_axe_in_light_or_dark(survey: Survey) -> None:
    assert not survey.axe, "\n".join(survey.axe)


def test_no_page_scrolls_sideways_at_320_pixels_which_is_four_times_the_size(survey: Survey) -> None:
    """1,280 pixels enlarged to 400 % are 320 (WCAG 1.4.10)."""
    assert not survey.narrow, "\n".join(survey.narrow)


def test_no_page_scrolls_sideways_at_320_pixels_however_wide_the_letters_are(survey: Survey) -> None:
    """Another machine has other fonts, and a reader may set letters apart (WCAG 1.4.12)."""
    assert not survey.wide, "\n".join(survey.wide)


def test_no_page_scrolls_sideways_at_twice_the_size(survey: Survey) -> None:
    assert not survey.enlarged, "\n".join(survey.enlarged)


def test_every_target_is_large_enough_for_a_pointer(survey: Survey) -> None:
    assert not survey.small, "\n".join(survey.small)


def test_every_page_says_its_language_direction_and_title_and_has_one_main_and_one_heading(survey: Survey) -> None:
    assert not survey.unnamed, "\n".join(survey.unnamed)


def test_every_target_is_large_enough_for_a_finger(each) -> None:
    found = []
    for name, page in each("en", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True):
        least = 24 if name.startswith("card") else 44
        found += [f"{name}: {target}" for target in small_targets(page, least)]
    assert not found, "\n".join(found)


def test_nothing_moves_for_whoever_wants_peace(visit: Visit, ticket: Fresh, server: Server) -> None:
    ana = visit(ticket.page, **PEACE)
    maria = visit(ticket.desk, agent="maria", **PEACE)
    maria.locator("#letter-body").press_sequentially("Ana, ", delay=30)
    expect(ana.locator("[data-writing]")).to_be_visible()
    assert moving(ana) == []
    assert moving(maria) == []
    for page in (ana, maria):  # nor is anything between two places for a moment when the window changes
        assert page.evaluate(GLIDING) == 0


def test_a_page_with_high_contrast_colours_keeps_its_edges(visit: Visit, ticket: Fresh) -> None:
    page = visit(ticket.page, forced_colors="active")
    field = page.get_by_label("Write to")
    field.focus()
    assert field.evaluate("field => getComputedStyle(field).outlineStyle") != "none"
    assert violations(page, colours_only=True) == []


@pytest.mark.parametrize("where", ["page", "public", "embed"])
def test_in_forced_colours_done_now_and_to_come_look_unlike_each_other(visit: Visit, ticket: Fresh, where: str) -> None:
    ticket.letter(is_public=True, step="working")
    ticket.publish()
    page = visit(ticket.page if where == "page" else ticket.public(where), forced_colors="active")

    def ink(what: str, state: str) -> float:
        """How much of the middle of a stretch, or of a step's sign, is filled: 0 to 1."""
        box = page.locator(f"{what}{state}").first.bounding_box()
        assert box is not None
        across = box["width"] / 2 if what != ".step" else 10
        clip = {
            "x": round(box["x"] + across) - 6,
            "y": round(box["y"] + box["height"] / 2) - 2,
            "width": 12,
            "height": 4,
        }
        picture = Image.open(BytesIO(page.screenshot(clip=clip))).convert("L")
        return 1 - ImageStat.Stat(picture).mean[0] / 255

    bar = ":is(.track-bar, .card-steps) > *"
    done, stands, comes = (ink(bar, state) for state in (":is(.is-done, .is-on)", ".is-now", ":last-child"))
    assert done > stands + 0.15 > comes + 0.3
    if where != "embed":
        assert ink(".step", ".is-done") > ink(".step", ":last-child") + 0.15
