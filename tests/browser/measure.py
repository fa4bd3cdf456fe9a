"""What is measured on a page: rules of axe, sizes of targets, sideways scrolling, focus that can be seen, motion."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FloatRect, Frame, Locator, Page

from tests.patience import LONG

_AXE = Axe()
_RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
_COLOURS = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}

_SCRIPTS = Path(__file__).parent / "measure"
_TARGETS, _SIDEWAYS, _WIDEN, _FOCUS, _OVERLAPS = (
    (_SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
    for name in ("targets", "sideways", "widen", "focus", "overlaps")
)


def becomes(where: Page | Frame, condition: str) -> None:
    """Wait until this holds there. Asked from outside: a page's own waiting needs an eval that our policy forbids."""
    page = where if isinstance(where, Page) else where.page
    comes_true(page, lambda: bool(where.evaluate(condition)), condition)


def a_minute_later(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until this holds, while one minute after the other passes on the page's own clock, which the test set.

    One alone might pass before the page's script has begun to wait for it.
    """

    def looks() -> bool:
        page.clock.fast_forward(61_000)
        return holds()

    comes_true(page, looks, "what comes with the next minute")


def comes_true(page: Page, holds: Callable[[], bool], what: str = "what the test waits for") -> None:
    """Wait until this holds, while the page goes on. Raises AssertionError after a minute."""
    for _ in range(int(LONG * 40)):
        if holds():
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never so: {what}")


def settle(page: Page) -> None:
    """Let the page do what it is about to do: two frames are drawn."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def box(place: Locator) -> FloatRect:
    """Where it stands and how large it is, in CSS pixels of the window."""
    found = place.bounding_box()
    assert found is not None
    return found


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds, one line for each place."""
    found = _AXE.run(page, options=_COLOURS if colours_only else _RULES).response["violations"]
    return [f"{rule['id']}: {json.dumps(node['target'])} {_why(node)}" for rule in found for node in rule["nodes"]]


def small_targets(page: Page, least: int) -> list[str]:
    """Links and buttons, but those inside a sentence, smaller than this many CSS pixels (WCAG 2.5.8 and 2.5.5)."""
    found: list[str] = page.evaluate(_TARGETS, least)
    return found


def widen(page: Page) -> None:
    """Letters, words and lines as far apart as a reader may set them (WCAG 1.4.12); so wide is no font by itself."""
    page.evaluate(_WIDEN)


def overlaps(page: Page) -> list[str]:
    """Words that lie on other words, and words that are cut off with no way to read the rest."""
    found: list[str] = page.evaluate(_OVERLAPS)
    return found


def sideways(page: Page) -> list[str]:
    """What makes the page scroll sideways (WCAG 1.4.10), or nothing; measured once the page stands still."""
    settle(page)
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def focused(page: Page) -> dict[str, Any] | None:
    """What has the focus, and whether one can see that."""
    found: dict[str, Any] | None = page.evaluate(_FOCUS)
    return found


def moving(page: Page) -> list[str]:
    """Animations that run for longer than an instant."""
    script = """() => document.getAnimations()
        .filter(a => a.playState === 'running' && a.effect.getComputedTiming().endTime > 50)
        .map(a => `${a.animationName ?? a.transitionProperty} on ${a.effect.target.outerHTML.slice(0, 80)}`)"""
    found: list[str] = page.evaluate(script)
    return found


def _why(node: dict[str, Any]) -> str:
    checks = node["any"] + node["all"] + node["none"]
    return " / ".join(check["message"] for check in checks)[:300] + f" in {node['html'][:160]}"
