"""The colours of pictures: those of static/css/tokens.css, written out, as a picture knows no style sheet."""

from dataclasses import dataclass

from statuspage.config import Settings
from statuspage.present.embed import colours
from statuspage.present.glance import CLOSED, LATE, SOLVED


@dataclass(frozen=True, slots=True)
class Palette:
    """One scheme. ``on`` is for text on a coloured ground, ``dim`` is the dark half of a flat badge."""

    paper: str
    card: str
    sunk: str
    ink: str
    soft: str
    rule: str
    edge: str
    on: str
    dim: str
    kept: str
    late: str
    accent: str

    def of(self, state: str) -> str:
        """The colour of a state: amber when a word is late, green when solved, the brand's while someone is on it."""
        return {LATE: self.late, SOLVED: self.kept, CLOSED: self.soft}.get(state, self.accent)

    def breath(self, colour: str) -> str:
        """A breath of a colour on a card."""
        return colours.soft(colour, self.card)


_LIGHT = {
    "paper": "#faf7f2",
    "card": "#fffefc",
    "sunk": "#f2ece2",
    "ink": "#1d1b18",
    "soft": "#5d574e",
    "rule": "#e5ded3",
    "edge": "#8c8376",
    "on": "#ffffff",
    "dim": "#4a443c",
    "kept": "#23713b",
    "late": "#9c4600",
}
_DARK = {
    "paper": "#171614",
    "card": "#211f1c",
    "sunk": "#2b2824",
    "ink": "#f1ece4",
    "soft": "#b5ada1",
    "rule": "#37332d",
    "edge": "#857d72",
    "on": "#14201d",
    "dim": "#37332d",
    "kept": "#86d39b",
    "late": "#f5b26b",
}


def palette(settings: Settings, theme: str, accent: str = "") -> Palette:
    """The scheme "light" or "dark", in the company's colour or in ``accent`` ("0b6b5d"), made readable."""
    light, dark = colours.readable(f"#{accent}") if accent else (settings.accent, settings.accent_dark)
    return Palette(**_DARK, accent=dark) if theme == "dark" else Palette(**_LIGHT, accent=light)
