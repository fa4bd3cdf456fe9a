"""Colours that someone else chose, moved as little as it takes to be read."""

from statuspage.config.contrast import LIGHTEST_TEXT, channels, contrast

GROUNDS = ("#fffefc", "#211f1c")  # the card, light and dark; see static/css/tokens.css
_INKS = ("#000000", "#ffffff")


def readable(colour: str) -> tuple[str, str]:
    """This colour ("#0b6b5d") for light and for dark cards: darker or lighter where text in it could not be read."""
    light, dark = (_toward(colour, ink, ground) for ink, ground in zip(_INKS, GROUNDS, strict=True))
    return light, dark


def soft(colour: str, ground: str, share: float = 0.88) -> str:
    """A breath of a colour on a ground, such as the disc behind initials."""
    return _mix(colour, ground, share)


def _toward(colour: str, ink: str, ground: str) -> str:
    steps = (_mix(colour, ink, share / 20) for share in range(20))
    return next((step for step in steps if contrast(step, ground) >= LIGHTEST_TEXT), ink)


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(channels(one), channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
