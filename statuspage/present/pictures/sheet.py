"""A sheet to draw on: texts and bars by their distance from the side where reading begins, left or right."""

from dataclasses import dataclass, field

from statuspage.present.pictures.fonts import SANS, SERIF
from statuspage.present.pictures.lines import directed, fitted
from statuspage.present.pictures.logos import PictureLogo


@dataclass(frozen=True, slots=True)
class SheetText:
    """One line, as the template draws it."""

    words: str
    x: float
    y: float
    size: float
    fill: str
    anchor: str
    weight: int
    family: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar that stands for a step."""

    x: float
    y: float
    width: float
    fill: str
    edge: str


@dataclass
class Sheet:
    """A sheet of this size in pixels, read from the right where ``rtl``."""

    width: int
    height: int
    rtl: bool
    texts: list[SheetText] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    logos: list[PictureLogo] = field(default_factory=list)

    def at(self, x: float, length: float = 0) -> float:
        """The x of something of this length that begins ``x`` pixels from the side where reading begins."""
        return self.width - x - length if self.rtl else x

    def write(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        fill: str,
        *,
        font: str = SANS,
        room: float = 9_999,
        edge: str = "start",
        rtl: bool | None = None,
    ) -> None:
        """Write a line with its ``edge`` at ``x``, cut to its room. ``rtl`` is its direction, if not the sheet's."""
        flipped = {"start": "end", "end": "start", "middle": "middle"}
        weight, family = 400 if font == SANS else 700, "serif" if font == SERIF else "sans-serif"
        line = directed(fitted(words, font, size, room), self.rtl if rtl is None else rtl)
        anchor = flipped[edge] if self.rtl else edge
        self.texts.append(SheetText(line, round(self.at(x), 1), round(y, 1), size, fill, anchor, weight, family))

    def place(self, logo: PictureLogo | None, x: float, middle: float) -> None:
        """Put a logo, if there is one, ``x`` pixels from the side where reading begins, its middle at this height."""
        if logo is not None:
            self.logos.append(logo.at(self.at(x, logo.width), middle - logo.height / 2))

    def bar(self, x: float, y: float, length: float, fill: str, edge: str) -> None:
        """Draw a bar that begins ``x`` pixels from the side where reading begins."""
        self.bars.append(Bar(round(self.at(x, length), 1), round(y, 1), round(length, 1), fill, edge))
