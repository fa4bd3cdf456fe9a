"""Colours that someone else chose, changed as little as it takes for text in them to be readable."""

from statuspage.config.contrast import LIGHTEST_TEXT, channels, contrast
from statuspage.present.css import css_colour

GROUNDS = css_colour("card")  # what a colour stands on, light and dark
_INKS = ("#000000", "#ffffff")


def readable(colour: str) -> tuple[str, str]:
    """This colour ("#0b6b5d") for light and for dark cards, darker or lighter where its text would be unreadable."""
    light, dark = (_toward(colour, ink, ground) for ink, ground in zip(_INKS, GROUNDS, strict=True))
    return light, dark


def soft(colour: str, ground: str, share: float = 0.88) -> str:
    """A colour mixed with the ground that it lies on, of which it takes this share: the disc behind initials."""
    return _mix(colour, ground, share)


def _toward(colour: str, ink: str, ground: str) -> str:
    steps = (_mix(colour, ink, share / 20) for share in range(20))
    return next((step for step in steps if contrast(step, ground) >= LIGHTEST_TEXT), ink)


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
