"""The colours of a mail, in the light scheme and in the dark one, and its style sheet written into its elements."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from statuspage.config import Settings
from statuspage.later import later
from statuspage.present.css import css_colour
from statuspage.present.embed import colours

if TYPE_CHECKING:
    import css_inline
else:
    css_inline = later("css_inline")

Pair = tuple[str, str]
_NAMES = ("paper", "sunk", "ink", "ink-soft", "rule", "late", "on-accent")


@dataclass(frozen=True, slots=True)
class MailLook:
    """Each colour as "#rrggbb", for a light ground and for a dark one; ``on`` stands on ``accent``."""

    paper: Pair
    card: Pair
    sunk: Pair
    ink: Pair
    soft: Pair
    rule: Pair
    late: Pair
    accent: Pair
    breath: Pair
    on: Pair


def look_of(settings: Settings) -> MailLook:
    """How the mails of this company look."""
    return _look((settings.accent, settings.accent_dark))


@cache
def _look(accent: Pair) -> MailLook:
    card = css_colour("card")
    breath = colours.soft(accent[0], card[0]), colours.soft(accent[1], card[1])
    paper, sunk, ink, soft, rule, late, on = map(css_colour, _NAMES)
    return MailLook(paper, card, sunk, ink, soft, rule, late, accent, breath, on)


def inlined(html: str) -> str:
    """The page with its style sheet in its elements, for mail programs that know no other style."""
    return _inliner().inline(html)


@cache
def _inliner() -> "css_inline.CSSInliner":
    """What stands under @media stays a style sheet: it is a reader's own wish that no element can know beforehand."""
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
