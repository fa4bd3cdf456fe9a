"""The company's logo in a picture: a small PNG inside it, on a ground like paper, for which most logos are drawn."""

import base64
from dataclasses import dataclass

from statuspage.domain.our_company import LogoFacts
from statuspage.present.css import css_colour

LARGEST = 3 * 1024  # bytes of one in a badge, which must stay small


@dataclass(frozen=True, slots=True)
class PictureLogo:
    """What a template draws: the image ``href`` and where it is, in pixels; around it is a ``margin`` of ``ground``."""

    href: str
    x: float
    y: float
    width: int
    height: int
    ground: str
    margin: int

    def at(self, x: float, y: float) -> "PictureLogo":
        """The same with its upper left corner there."""
        return PictureLogo(self.href, round(x, 1), round(y, 1), self.width, self.height, self.ground, self.margin)


def picture_logo(logo: LogoFacts | None, high: int, wide: int, most: int = LARGEST) -> PictureLogo | None:
    """The logo for this much room, in pixels, of ``most`` bytes or hardly more; None where there is none."""
    if logo is None:
        return None
    small = logo.small(high, wide, most)
    href = f"data:image/png;base64,{base64.b64encode(small.data).decode()}"
    return PictureLogo(href, 0, 0, small.width, small.height, css_colour("card")[0], max(2, high // 9))
