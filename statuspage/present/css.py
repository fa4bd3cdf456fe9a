"""The colours of static/css/tokens.css, for pictures and for whatever else knows no style sheet."""

import re
from functools import cache

from statuspage.config import PROJECT

_COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")


def css_colour(name: str) -> tuple[str, str]:
    """A colour as "#rrggbb", in the light scheme and in the dark one, for eyes that ask for no more contrast."""
    return _colours()[name]


@cache
def _colours() -> dict[str, tuple[str, str]]:
    css = (PROJECT / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found: dict[str, tuple[str, str]] = {}
    for name, light, dark in _COLOUR.findall(css):
        found.setdefault(name, (light, dark))  # the first; what follows is for special needs
    return found
