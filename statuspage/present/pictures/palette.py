"""The colours of pictures: those of static/css/tokens.css, written out, as a picture has no style sheet."""

from dataclasses import dataclass

from statuspage.config import Settings
from statuspage.present.css import css_colour
from statuspage.present.embed import colours
from statuspage.present.glance import CLOSED, LATE, SOLVED


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme, as "#rrggbb". ``on`` is for text on a coloured ground.

    Two are only in pictures: ``sunk`` for the lighter half of a badge and for steps to come, and ``dim`` for the dark
    half of a flat badge.
    """

    paper: str
    card: str
    ink: str
    soft: str
    rule: str
    edge: str
    on: str
    kept: str
    late: str
    accent: str
    sunk: str
    dim: str

    def of(self, state: str) -> str:
        """The colour of a state: amber when a word is late, green when solved, the brand's while someone is on it."""
        return {LATE: self.late, SOLVED: self.kept, CLOSED: self.soft}.get(state, self.accent)

    def breath(self, colour: str) -> str:
        """A faint shade of a colour, as it lies on a card."""
        return colours.soft(colour, self.card)


def palette(settings: Settings, theme: str, accent: str = "") -> Palette:
    """The scheme "light" or "dark", in the company's colour or in ``accent`` ("0b6b5d"), made readable."""
    dark = theme == "dark"
    accents = colours.readable(f"#{accent}") if accent else (settings.accent, settings.accent_dark)
    return Palette(
        paper=css_colour("paper")[dark],
        card=css_colour("card")[dark],
        ink=css_colour("ink")[dark],
        soft=css_colour("ink-soft")[dark],
        rule=css_colour("rule")[dark],
        edge=css_colour("edge")[dark],
        on=css_colour("on-accent")[dark],
        kept=css_colour("kept")[dark],
        late=css_colour("late")[dark],
        accent=accents[dark],
        sunk="#2b2824" if dark else "#f2ece2",
        dim="#37332d" if dark else "#4a443c",
    )
