"""Takes the pictures for the README and the docs (`make screens`), always of the same moment of the demo.

``--gallery`` takes only those of the gallery of forms, for docs/embedding.md.
``python -m tests.browser.screens --all DIR`` takes every page there is, at three widths, in both lights and all
languages, for people to look at.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from statuspage.config import PROJECT
from tests.browser.chromium import find_or_install, launch_args
from tests.browser.host import hosting
from tests.browser.measure import becomes
from tests.browser.pages import LANGUAGES, add_agents, places
from tests.browser.server import COMMAND, Server, serving
from tests.browser.server_time import server_says

INSTANT = "2026-11-24T13:20:00+00:00"  # a Tuesday afternoon
SCREENS = PROJECT / "docs" / "screens"
WIDTHS = (360, 768, 1280)
DRAWN = "() => [...document.images].every(image => image.complete || image.getBoundingClientRect().top > innerHeight)"
FORMS = ("card", "compact", "timeline", "badge_html", "qr")
CAFE = """<style>body {{ margin: 0; padding: 40px 48px; background: #f6efe4; color: #33241a;
font: 17px/1.6 Georgia, serif }}
h1 {{ font-size: 30px; margin: 0 0 6px }} p {{ max-width: 34em; margin: 0 0 20px }}</style>
<p>Open again tomorrow from eight. Until our espresso machine is back there is filter coffee, and the cake is as it was.
How the repair is coming along, you can see here:</p>
{}"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screens", description=__doc__)
    parser.add_argument("--all", metavar="DIR", type=Path, help="take every page there is, into this folder")
    parser.add_argument("--gallery", action="store_true", help="take only the pictures of the gallery")
    parser.add_argument("--only", default="", help="with --all: only pages whose name holds this")
    said = parser.parse_args(arguments)
    command = (sys.executable, "-m", "tests.browser.clocked", INSTANT)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), COMMAND if said.all else command) as server,
        _browser() as browser,
    ):
        if said.all:
            take_all(browser, server, said.all, said.only)
        else:
            take_gallery(browser, server)
            if not said.gallery:
                take(browser, server)


def take(browser: Browser, server: Server) -> None:
    """The five pictures of docs/screens/."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with _window(browser, 1280, 1240) as page:
        _shoot(page, server.links["customer_url"], "customer.png")
    with _window(browser, 360, 800, color_scheme="dark") as page:
        _shoot(page, server.links["customer_url"], "customer-dark-360.png")
    with _window(browser, 1240, 780) as page:
        _sign_in(page, server, "maria")
        anas = page.locator(".queue-item", has_text="Ana Reis").first.get_attribute("href")
        _shoot(page, urljoin(server.url, str(anas)), "desk.png", draft="Repair under way")
    with _window(browser, 1280, 1000) as page:
        _shoot(page, server.links["public_url"], "public.png")
    with hosting() as host, _window(browser, 760, 520) as page:
        element = (
            f'<script async src="{server.links["widget_js_url"]}"></script>'
            f'<virtual-ticket src="{server.links["embed_url"]}" theme="light"></virtual-ticket>'
        )
        _shoot(page, host.show("/", CAFE.format(element)), "widget.png", wait="virtual-ticket")


def take_gallery(browser: Browser, server: Server) -> None:
    """The forms as they stand in the gallery, by day and by night, small enough for the docs."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with _window(browser, 1240, 3600) as page:
        page.clock.set_fixed_time(datetime.fromisoformat(INSTANT))
        page.goto(server.links["embed_gallery_url"])
        page.locator("virtual-ticket iframe.there >> nth=5").wait_for()
        page.wait_for_timeout(600)
        for form in FORMS:
            shown = page.locator(f'section[aria-labelledby="form-{form}"] .gallery-shown')
            shown.scroll_into_view_if_needed()
            becomes(page, DRAWN)
            page.wait_for_timeout(300)
            shown.screenshot(path=SCREENS / f"form-{form}.png", animations="disabled")
            _pack(SCREENS / f"form-{form}.png")


def _pack(file: Path) -> None:
    """Fewer colours, as many as one sees: a fifth of the bytes."""
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(160, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size // 1024} KB")


def take_all(browser: Browser, server: Server, folder: Path, only: str) -> None:
    """Every page, for people to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    add_agents(server)
    for language in LANGUAGES:
        shown = {name: place for name, place in places(server, language).items() if only in name}
        for agent in sorted({place.agent for place in shown.values()}):
            with _window(browser, 1280, 900, is_that_moment=False, locale=language) as page:
                if agent:
                    _sign_in(page, server, agent)
                for name, place in shown.items():
                    if place.agent == agent:
                        _take_one(
                            page, place.address, folder / f"{name.replace(', ', '-').replace(' ', '-')}-{language}"
                        )


def _take_one(page: Page, address: str, start: Path) -> None:
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.wait_for_timeout(200)
            page.screenshot(path=f"{start}-{width}-{scheme}.png", full_page=True)


def _shoot(page: Page, address: str, name: str, wait: str = "main", draft: str = "") -> None:
    page.clock.set_fixed_time(datetime.fromisoformat(INSTANT))
    page.goto(address)
    page.locator(wait).wait_for()
    if draft:
        page.locator("#letter-drafts summary").click()
        page.get_by_role("button", name=draft).click()
        page.locator("#letter-undo button").wait_for()
        page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(600)
    page.screenshot(path=SCREENS / name, animations="disabled", caret="hide")
    _pack(SCREENS / name)


def _sign_in(page: Page, server: Server, agent: str) -> None:
    who = next(person for person in server.links["agents"] if person["email"].startswith(agent))
    page.goto(f"{server.url}/desk/login")
    page.locator("#email").fill(who["email"])
    page.locator("#password").fill(who["password"])
    page.locator("main button").click()
    page.wait_for_url(f"{server.url}/desk")


@contextmanager
def _browser() -> Iterator[Browser]:
    path = find_or_install()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*launch_args(), "--font-render-hinting=none"])
        yield browser
        browser.close()


@contextmanager
def _window(
    browser: Browser, width: int, height: int, *, is_that_moment: bool = True, **options: Any
) -> Iterator[Page]:
    options = {"locale": "en-GB", "timezone_id": "Europe/Lisbon", "reduced_motion": "reduce"} | options
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    if is_that_moment:
        server_says(context, datetime.fromisoformat(INSTANT))
    yield context.new_page()
    context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
