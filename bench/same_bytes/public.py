"""What others see of a ticket: a few questions for every one, and every look of every form for one."""

import itertools
import re

from bench.same_bytes.browser import Browser
from bench.same_bytes.house import BASE

_ADDRESS = re.compile(rf"{re.escape(BASE)}(/(?:pf|[pebfc])/[A-Za-z0-9_-]{{20,64}})")
LANGUAGES, THEMES, ACCENTS = ("en", "de", "ar"), ("light", "dark"), ("", "&accent=aa3322")
STYLES, SIZES = ("pill", "flat", "plain", "face"), ("card", "compact", "timeline")


def addresses(studio: str) -> dict[str, str]:
    """The addresses that a studio names, without their endings, by their letters: p, e, b, pf, f, c."""
    return {path.split("/")[1]: path for path in _ADDRESS.findall(studio)}


def look(browser: Browser, keys: dict[str, str]) -> None:
    """What is there, once or a few times each; also while it says that it is not."""
    browser.get(f"{keys['f']}.atom")
    browser.get(f"{keys['f']}.json")
    browser.get(f"{keys['f']}.atom?archive=1")
    browser.get(f"{keys['c']}.ics")
    browser.get(f"{keys['c']}.ics?once")
    if "p" not in keys:
        return
    for rest in ("", "/live", "/letters", "/card", "/card?size=compact", "/promise.ics", "/qr.svg"):
        browser.get(keys["p"] + rest)
    browser.follow(browser.get(f"{keys['p']}?lang=de"), "before=")
    for size in SIZES:
        browser.get(f"{keys['e']}?size={size}")
    for style in STYLES:
        browser.get(f"{keys['b']}.svg?style={style}")
    for rest in (f"{keys['b']}.json", f"{keys['b']}.png", f"{keys['pf']}.json", f"{keys['pf']}.atom?archive=1"):
        browser.get(rest)
    browser.follow(browser.get(f"{keys['pf']}.atom"), "archive=")
    browser.get(f"/oembed?url={BASE}{keys['p']}")


def glance(browser: Browser, keys: dict[str, str]) -> None:
    """Each thing once, as far as the view is on."""
    browser.get(f"{keys['f']}.atom")
    browser.get(f"{keys['c']}.ics")
    if "p" in keys:
        for path in (keys["p"], f"{keys['e']}?size=timeline", f"{keys['b']}.svg?style=face", f"{keys['pf']}.atom"):
            browser.get(path)
        browser.get(f"{keys['pf']}.json")
        browser.get(f"{keys['p']}/live")


def look_at_all(browser: Browser, keys: dict[str, str]) -> None:
    """Every look of every form."""
    page, card, badge, feed = (keys[letter] for letter in ("p", "e", "b", "pf"))
    for lang in LANGUAGES:
        for rest in (page, f"{page}/live", f"{page}/letters", f"{feed}.atom", f"{feed}.json", f"{badge}.json"):
            browser.get(f"{rest}?lang={lang}")
    for size, theme, lang, accent in itertools.product(SIZES, (*THEMES, "auto"), LANGUAGES, ACCENTS):
        browser.get(f"{card}?size={size}&theme={theme}&lang={lang}{accent}")
    for style, theme, lang, accent in itertools.product(STYLES, THEMES, LANGUAGES, ACCENTS):
        browser.get(f"{badge}.svg?style={style}&theme={theme}&lang={lang}{accent}")
    for style, theme, lang, scale in itertools.product(STYLES, THEMES, LANGUAGES, "12"):
        browser.get(f"{badge}.png?style={style}&theme={theme}&lang={lang}&scale={scale}")
    for theme, lang in itertools.product(THEMES, LANGUAGES):
        browser.get(f"{page}/picture.png?theme={theme}&lang={lang}")
    for style, lang in itertools.product(("code", "sign"), LANGUAGES):
        browser.get(f"{page}/qr.svg?style={style}&lang={lang}")
        browser.get(f"{page}/qr.png?style={style}&lang={lang}")
    browser.get(f"{page}/qr.png?scale=2")
    _ask_oembed(browser, page, card)
    _ask_again(browser, (page, f"{page}/letters", card, f"{badge}.svg", f"{badge}.png", f"{feed}.atom", f"{feed}.json"))


def _ask_oembed(browser: Browser, page: str, card: str) -> None:
    for asked in ("&maxwidth=300", "&maxwidth=100", "&maxheight=150", "&maxheight=50", "&maxwidth=1300&maxheight=700"):
        browser.get(f"/oembed?url={BASE}{page}{asked}")
    for look_of_it in ("", "?size=timeline", "?size=compact%26theme=dark%26lang=ar", "?accent=aa3322"):
        browser.get(f"/oembed?url={BASE}{card}{look_of_it}")
    for refused in ("", "?url=https://example.org/", f"?url={BASE}{page}&format=xml", f"?url={BASE}{page}&maxwidth=x"):
        browser.get(f"/oembed{refused}")


def _ask_again(browser: Browser, paths: tuple[str, ...]) -> None:
    """Conditional requests, and such as want no body."""
    for path in paths:
        first = browser.ask("HEAD", path)
        if "ETag" in first.headers:
            browser.get(path, If_None_Match=first.headers["ETag"])
        if "Last-Modified" in first.headers:
            browser.get(path, If_Modified_Since=first.headers["Last-Modified"])
