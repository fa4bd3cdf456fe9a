"""The team page in a real browser: the numbers are within reach of every key, on paper, and on another site."""

import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.host import hosting
from tests.browser.measure import sideways, violations
from tests.browser.server import Server
from tests.browser.watch import Watch
from tests.patience import LONG, until
from tests.surfaces.test_demo_past import FEWEST, weeks

NAMES = ("promises", "heard", "silence", "handovers", "reopened")


@pytest.fixture(autouse=True)
def past(server: Server) -> None:
    """The demo's past comes once its first page is out, and until then there is too little to be told."""

    def is_told() -> bool:
        with urllib.request.urlopen(f"{server.url}/team", timeout=LONG) as answer:
            return weeks(answer.read()) >= FEWEST

    until(is_told)


def test_the_numbers_behind_a_drawing_open_by_keyboard_and_without_script(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/team", java_script_enabled=False)
    for name in NAMES:
        part = page.locator(f".measure.is-{name}")
        expect(part.get_by_role("img")).to_be_visible()
        expect(part.get_by_role("table")).to_be_hidden()
        page.keyboard.press("Tab")
        while not part.locator("summary:focus").count():
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(part.get_by_role("table")).to_be_visible()
        expect(part.get_by_role("row")).to_have_count(13)


def test_with_all_numbers_open_it_breaks_no_rule_and_fits_a_narrow_screen(visit: Visit, server: Server) -> None:
    for language in ("en", "de", "ar"):
        page = visit(f"{server.url}/team?lang={language}", locale=language)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(page) == []
        page.set_viewport_size({"width": 320, "height": 640})
        assert sideways(page) == [], language


def test_on_paper_every_number_is_there(visit: Visit, server: Server) -> None:
    page = visit(f"{server.url}/team")
    page.emulate_media(media="print")
    for name in NAMES:
        expect(page.locator(f".measure.is-{name} table")).to_be_visible()


def test_the_text_to_copy_puts_the_card_on_another_site(visit: Visit, server: Server, watch: Watch) -> None:
    snippet = visit(f"{server.url}/team").locator("pre").text_content()
    with hosting() as host:
        watch.origins.add(host.url)
        page = visit(
            host.show(
                "/",
                snippet or "",
                f"default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-src {server.url}",
            )
        )
        card = page.frame_locator("iframe").locator("#card")
        expect(card).to_contain_text("Promises kept")
        expect(card).to_contain_text("were kept.")
        page.close()
