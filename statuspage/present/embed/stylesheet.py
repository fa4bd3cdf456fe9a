"""The one style sheet of what stands in a frame, so that it shows at once: tokens, its own rules, and a colour."""

import hashlib
import re
from functools import cache, lru_cache
from urllib.parse import urlencode

from statuspage.config import PROJECT, Settings
from statuspage.present.embed import colours

CARD = ("tokens", "card")
ASK = ("tokens", "base", "form", "ask", "ask_frame")


def sheet(settings: Settings, accent: str = "", names: tuple[str, ...] = CARD) -> str:
    """The rules of these files with the company's colour, or with ``accent``, readable on light and dark.

    The colour is six hexadecimal digits.
    """
    light, dark = colours.readable(f"#{accent}") if accent else (settings.accent, settings.accent_dark)
    return f"{_rules(names)}:root{{--accent:light-dark({light},{dark})}}\n"


@lru_cache(1_000)
def version(settings: Settings, accent: str = "", names: tuple[str, ...] = CARD) -> str:
    """What changes with the content of such a sheet."""
    return hashlib.sha256(sheet(settings, accent, names).encode()).hexdigest()[:12]


def address(settings: Settings, accent: str = "") -> str:
    """Its address for a card, which changes with its content, so that browsers may cache it for a year."""
    return "/card.css?" + urlencode({**({"accent": accent} if accent else {}), "v": version(settings, accent)})


def ask_address(settings: Settings) -> str:
    """The same of the form for asking."""
    return f"/ask/frame.css?v={version(settings, names=ASK)}"


@cache
def _rules(names: tuple[str, ...]) -> str:
    files = (PROJECT / "static" / "css" / f"{name}.css" for name in names)
    whole = "".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)).strip()
