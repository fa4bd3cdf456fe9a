"""The one style sheet of a card: tokens, its own rules, and a colour. One request, so that a card shows at once."""

import hashlib
import re
from functools import cache, lru_cache
from urllib.parse import urlencode

from statuspage.config import PROJECT, Settings
from statuspage.present.embed import colours

_NAMES = ("tokens", "card")


def sheet(settings: Settings, accent: str = "") -> str:
    """The rules with the company's colour, or with ``accent`` (six hexadecimal digits), readable on light and dark."""
    light, dark = colours.readable(f"#{accent}") if accent else (settings.accent, settings.accent_dark)
    return f"{_rules()}:root{{--accent:light-dark({light},{dark})}}\n"


@lru_cache(1_000)
def address(settings: Settings, accent: str = "") -> str:
    """Its address, which changes with its content, so that browsers may cache it for a year."""
    version = hashlib.sha256(sheet(settings, accent).encode()).hexdigest()[:12]
    return "/card.css?" + urlencode({**({"accent": accent} if accent else {}), "v": version})


@cache
def _rules() -> str:
    files = (PROJECT / "static" / "css" / f"{name}.css" for name in _NAMES)
    whole = "".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"\n\s*", "\n", re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)).strip()
