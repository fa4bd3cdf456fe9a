"""Under "auto" a card is as light or as dark as what is behind it, whatever the visitor's system prefers."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.host import Host
from tests.browser.measure import becomes, comes_true
from tests.browser.server import Server
from tests.browser.tickets import Fresh

DARK_BODY = "<style>body { background: #101214; color: #eee }</style>"
BY_SYSTEM = "<style>@media (prefers-color-scheme: dark) { body { background: #101214; color: #eee } }</style>"
BOTH = "<style>:root { color-scheme: light dark }</style>"
GROUNDS = [
    pytest.param("CARD", "light", "light", id="nothing said: a white page"),
    pytest.param(f"{DARK_BODY}CARD", "dark", "dark", id="a dark ground and no scheme"),
    pytest.param("<style>:root { color-scheme: dark }</style>CARD", "dark", "dark", id="a dark scheme and no ground"),
    pytest.param('<meta name="color-scheme" content="dark">CARD', "dark", "dark", id="a dark scheme by meta"),
    pytest.param("<style>:root { color-scheme: only light }</style>CARD", "light", "light", id="only light"),
    pytest.param(f"{BOTH}CARD", "light", "dark", id="both schemes"),
    pytest.param(f"{BY_SYSTEM}CARD", "light", "dark", id="a ground that follows the system"),
    pytest.param(f'{DARK_BODY}<div style="background: ivory">CARD</div>', "light", "light", id="light box, dark page"),
    pytest.param('<div style="background: oklch(25% 0.05 250)">CARD</div>', "dark", "dark", id="a colour of today"),
    pytest.param('<div style="background: rgb(0 0 0 / .04)">CARD</div>', "light", "light", id="a breath of grey"),
    pytest.param(
        '<div style="background: linear-gradient(#223, #000); color: #fff">CARD</div>', "dark", "dark", id="a picture"
    ),
    pytest.param(
        '<section><template shadowrootmode="open"><div style="background: #111"><slot></slot></div></template>'
        "CARD</section>",
        "dark",
        "dark",
        id="a ground in a shadow",
    ),
]
FRAME = "document.querySelector('virtual-ticket').shadowRoot?.querySelector('iframe')"


def element(server: Server, ticket: Fresh, theme: str = "auto") -> str:
    return (
        f'<script async src="{server.url}/widget.js"></script><virtual-ticket src="{ticket.public("embed")}" '
        f'theme="{theme}"><a href="{ticket.public()}">My open ticket</a></virtual-ticket>'
    )


def light(page: Page) -> list[str]:
    """How light the card is that was asked for, and its frame to the page around it, once it is there."""
    becomes(page, f"{FRAME}?.className === 'there'")
    asked = f"new URL({FRAME}.src).searchParams.get('theme')"
    found: list[str] = page.evaluate(f"[{asked}, getComputedStyle({FRAME}).colorScheme]")
    return found


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize(("ground", "by_day", "by_night"), GROUNDS)
def test_the_card_is_as_light_as_its_ground(
    server: Server, host: Host, visit: Visit, public: Fresh, ground: str, by_day: str, by_night: str, system: str
) -> None:
    page = visit(host.show("/", ground.replace("CARD", element(server, public))), color_scheme=system)
    assert set(light(page)) == {by_night if system == "dark" else by_day}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_that_is_said_goes_before_the_ground(
    server: Server, host: Host, visit: Visit, public: Fresh, theme: str
) -> None:
    page = visit(host.show("/", DARK_BODY + element(server, public, theme)))
    assert set(light(page)) == {theme}


def test_the_card_follows_a_page_that_changes_its_colours(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    style = "<style>.night body { background: #101214; color: #eee }</style>"
    page = visit(host.show("/", style + element(server, public)))
    assert set(light(page)) == {"light"}
    page.evaluate("document.documentElement.className = 'night'")
    comes_true(page, lambda: set(light(page)) == {"dark"}, "it is dark")
    page.evaluate("document.documentElement.className = ''; document.body.style.background = 'navy'")
    comes_true(page, lambda: set(light(page)) == {"dark"}, "it stays dark")


def test_the_card_follows_a_page_that_follows_the_system(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit(host.show("/", BY_SYSTEM + element(server, public)))
    assert set(light(page)) == {"light"}
    page.emulate_media(color_scheme="dark")
    comes_true(page, lambda: set(light(page)) == {"dark"}, "it is dark")


def test_looking_at_the_ground_leaves_the_link_as_it_is(
    server: Server, host: Host, visit: Visit, public: Fresh
) -> None:
    page = visit(host.show("/", DARK_BODY + element(server, public)))
    light(page)
    assert page.evaluate("document.querySelector('virtual-ticket').shadowRoot.querySelector('slot').style.color") == ""
