"""Colours that someone else chose, moved as little as it takes to be read."""

GROUNDS = ("#fffefc", "#211f1c")  # the card, light and dark; see static/css/tokens.css
LIGHTEST_TEXT = 4.5  # contrast; WCAG 2.2, criterion 1.4.3
_INKS = ("#000000", "#ffffff")


def readable(colour: str) -> tuple[str, str]:
    """This colour ("#0b6b5d") for light and for dark cards: darker or lighter where text in it could not be read."""
    light, dark = (_toward(colour, ink, ground) for ink, ground in zip(_INKS, GROUNDS, strict=True))
    return light, dark


def soft(colour: str, ground: str, share: float = 0.88) -> str:
    """A breath of a colour on a ground, such as the disc behind initials."""
    return _mix(colour, ground, share)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _toward(colour: str, ink: str, ground: str) -> str:
    steps = (_mix(colour, ink, share / 20) for share in range(20))
    return next((step for step in steps if contrast(step, ground) >= LIGHTEST_TEXT), ink)


def _mix(one: str, other: str, share: float) -> str:
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(colour: str) -> list[int]:
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def _luminance(colour: str) -> float:
    shares = (value / 255 for value in _channels(colour))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
