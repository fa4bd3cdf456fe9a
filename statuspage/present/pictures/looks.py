"""The looks that a picture can have, and what an address may say of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from statuspage.present.embed.looks import read_accent, read_choice

THEMES, SCALES = ("light", "dark"), ("1", "2")
ASKS = ("style", "theme", "scale", "accent", "lang")  # the parameters of an address that say something of a picture


@dataclass(frozen=True, slots=True)
class PictureLook:
    """How a picture looks. ``scale`` is how many pixels of a PNG go to one; ``accent`` "" is the company's colour."""

    style: str
    theme: str
    scale: int
    accent: str


def read_picture_look(query: Mapping[str, str], styles: tuple[str, ...]) -> PictureLook:
    """The look that a query asks for, in one of these styles. Other parameters are ignored."""
    return PictureLook(
        style=read_choice(query, "style", styles),
        theme=read_choice(query, "theme", THEMES),
        scale=int(read_choice(query, "scale", SCALES)),
        accent=read_accent(query),
    )
