"""Makes the fonts of the pictures from the Noto fonts: ``python static/fonts/make.py FOLDER_WITH_NOTO``.

It needs fonttools (``pip install fonttools==4.60.1``); Debian has the Noto fonts in the package fonts-noto-core. Each
file joins one Latin, Greek and Cyrillic font with its Arabic fellow, so that a line of both has one weight, and leaves
out what screens do not need. They have names of their own, as befits changed fonts; the licence is in OFL.txt.
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

MADE = {
    "sans-regular": ("NotoSans-Regular", "NotoSansArabic-Regular", "Statuspage Sans", "Regular"),
    "sans-bold": ("NotoSans-Bold", "NotoSansArabic-Bold", "Statuspage Sans", "Bold"),
    "serif-bold": ("NotoSerif-Bold", "NotoNaskhArabic-Bold", "Statuspage Serif", "Bold"),
}
WESTERN = (
    *(range(0x20, 0x7F), range(0xA0, 0x250), range(0x2B0, 0x530), range(0x1E00, 0x1F00), range(0x2010, 0x2060)),
    *(range(0x2066, 0x2070), range(0x20A0, 0x20C0), (0x2116, 0x2122, 0x2212)),
)
ARABIC = (range(0x600, 0x700), range(0x750, 0x780), range(0x200B, 0x2010), range(0xFB50, 0xFE00), range(0xFE70, 0xFEFD))
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "rlig", "calt", "init", "medi", "fina", "isol", "curs"]


def cut(source: Path, signs: tuple, target: Path) -> Path:
    """A font with these signs alone, shaped as before, without hints."""
    options = subset.Options(hinting=False, glyph_names=False, notdef_outline=True)
    options.layout_features, options.name_IDs = FEATURES, [0, 1, 2, 3, 4, 5, 6, 13, 14]
    font = TTFont(source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[sign for part in signs for sign in part])
    subsetter.subset(font)
    font.save(target)
    return target


def main(noto: Path) -> None:
    here = Path(__file__).parent
    with tempfile.TemporaryDirectory() as made:
        for file, (western, arabic, family, style) in MADE.items():
            parts = ((western, WESTERN), (arabic, ARABIC))
            cuts = [str(cut(noto / f"{name}.ttf", signs, Path(made) / f"{name}.ttf")) for name, signs in parts]
            font = Merger().merge(cuts)
            names = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}"}
            for number, text in {**names, 6: f"{family} {style}".replace(" ", "")}.items():
                font["name"].setName(text, number, 3, 1, 0x409)
            font.save(here / f"{file}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
