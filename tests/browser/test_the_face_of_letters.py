"""What people write has a face of its own on the customer's page and the public one. It is light, and moves no line."""

from typing import Any

import pytest
from playwright.sync_api import Page, Response

from tests.browser.conftest import Visit
from tests.browser.measure import becomes
from tests.browser.tickets import Fresh

LOADED = "() => [...document.fonts].some(({ family, status }) => family.includes('Letter') && status === 'loaded')"
SHIFT = """
  window.shifted = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) window.shifted += value; })
    .observe({ type: "layout-shift", buffered: true });
"""
FIRST_VIEW = 60 * 1024  # bytes on the wire, font apart


def faces(page: Page, selector: str) -> set[str]:
    """The names of the fonts in which the text of the first such element is really drawn."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts: list[dict[str, Any]] = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts}


@pytest.mark.parametrize("where", ["page", "public"])
def test_letters_are_drawn_in_it_once_it_is_there(visit: Visit, public: Fresh, where: str) -> None:
    page = visit()
    for _ in range(2):  # on the second visit the browser has it, and need not wait for it
        page.goto(public.page if where == "page" else public.public())
        becomes(page, LOADED)
    assert faces(page, ".letter-body p") == {"Statuspage Letter"}
    assert "Statuspage Letter" not in faces(page, ".button"), "controls have the system's"


def test_the_desk_and_writing_of_other_scripts_have_the_systems(visit: Visit, ticket: Fresh) -> None:
    desk = visit(ticket.desk, agent="maria")
    assert "Statuspage Letter" not in faces(desk, ".letter-body p")
    ticket.letter("أهلاً")
    page = visit(ticket.page)
    becomes(page, LOADED)
    assert "Statuspage Letter" not in faces(page, ".letter-body p")


def test_no_line_moves_while_the_page_comes(visit: Visit, ticket: Fresh) -> None:
    page = visit(viewport={"width": 390, "height": 844})
    page.add_init_script(SHIFT)
    page.goto(ticket.page)
    becomes(page, LOADED)
    becomes(page, "() => document.readyState === 'complete'")
    assert page.evaluate("window.shifted") < 0.01


def test_the_first_view_is_light(visit: Visit, ticket: Fresh) -> None:
    came: list[Response] = []
    page = visit()
    page.on("response", lambda response: came.append(response))
    page.goto(ticket.page, wait_until="load")
    assert any(response.url.endswith(".woff2") or ".woff2?" in response.url for response in came)
    whole = [response for response in came if "/stream" not in response.url]  # a stream never ends
    weights = {response.url: response.request.sizes()["responseBodySize"] for response in whole}
    rest = sum(size for url, size in weights.items() if ".woff2" not in url)
    assert rest < FIRST_VIEW, weights
