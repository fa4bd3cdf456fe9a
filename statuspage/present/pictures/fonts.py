"""The fonts that pictures are drawn with: ours for Latin, Greek, Cyrillic and Arabic, others for other writing.

A sign that ours do not have is looked for in the folder of the setting STATUSPAGE_FONTS, then in the system's fonts.
No empty box stands for a sign that no font has: ``sayable`` leaves out a text that cannot be written whole.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import current_app

from statuspage.config import PROJECT
from statuspage.later import later
from statuspage.present.pictures.shaping import shaped_length, signs

if TYPE_CHECKING:
    from PIL import ImageFont
else:
    ImageFont = later("PIL.ImageFont")

FOLDER = PROJECT / "static" / "fonts"
SANS, BOLD, SERIF = "sans-regular", "sans-bold", "serif-bold"
OWN = tuple(str(FOLDER / f"{name}.ttf") for name in (SANS, BOLD, SERIF))
LONGEST = 400  # signs of a text that are looked at; nothing longer fits any picture
_SYSTEM = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts"),
)
_ONE = 100  # pixels at which widths are read
# Latin, Greek, Cyrillic: no letters join, so Pillow measures them, and badges stay as wide as they have always been.
_SIMPLE = re.compile("[\u0000-\u052f\u2000-\u20ff]*")
_EM_WIDE = 1.0
_EM_OTHER = 0.62  # a guess, for signs that only the reader's own fonts have
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufffe\uffff]"
)
_SYMBOLS = ("So", "Sk", "Cn", "Co", "Cs")  # pictures and the like: a text reads without them


def clean(text: str) -> str:
    """The text on one line, without invisible signs, and cut at a length that fits no picture."""
    return " ".join(_INVISIBLE.sub(" ", text[: LONGEST * 2]).split())[:LONGEST]


def sayable(text: str) -> str:
    """What the fonts at hand can write of a text: all but its emoji, or "" where they lack a letter of it."""
    written = "".join(
        sign for sign in clean(text) if _own(sign) or unicodedata.category(sign) not in _SYMBOLS or _spare(sign)
    )
    return " ".join(written.split()) if all(_own(sign) or _spare(sign) for sign in written) else ""


def files(text: str) -> tuple[str, ...]:
    """The font files that are needed to draw this text."""
    spares = (_spare(sign) for sign in dict.fromkeys(text) if not _own(sign))
    return (*OWN, *dict.fromkeys(str(file) for file in spares if file))


@lru_cache(4096)
def width(text: str, font: str, size: float) -> float:
    """How wide a text is in pixels, in one of our fonts; a sign that it lacks is measured in its stand-in."""
    parts: dict[Path | None, str] = {}
    for sign in text:
        file = FOLDER / f"{font}.ttf" if _own(sign) else _spare(sign)
        parts[file] = parts.get(file, "") + sign
    return sum(_length(signs, file) for file, signs in parts.items()) * size


def _length(text: str, file: Path | None) -> float:
    """How long a text of one font is, in ems; without a font, a guess."""
    if file is None:
        return sum(_EM_WIDE if unicodedata.east_asian_width(sign) in "WF" else _EM_OTHER for sign in text)
    if file.parent == FOLDER and _SIMPLE.fullmatch(text):
        return _opened(file).getlength(text) / _ONE
    return shaped_length(text, file)


@cache
def _opened(file: Path) -> "ImageFont.FreeTypeFont":
    return ImageFont.truetype(file, _ONE, layout_engine=ImageFont.Layout.BASIC)


def _own(sign: str) -> bool:
    return ord(sign) in signs(FOLDER / f"{SANS}.ttf")


def _spare(sign: str) -> Path | None:
    return _stand_in(sign, current_app.extensions["settings"].fonts)


@lru_cache(4096)
def _stand_in(sign: str, folder: Path | None) -> Path | None:
    """The first other font that has this sign."""
    return next((file for file in _others(folder) if ord(sign) in signs(file)), None)


@cache
def _others(folder: Path | None) -> tuple[Path, ...]:
    """Every other font: those in the folder of the setting, then the system's, of these the plainest first."""
    system = [file for place in _SYSTEM for file in _fonts_in(Path(place).expanduser())]
    return (*(_fonts_in(folder) if folder else ()), *sorted(system, key=_plainness))


def _fonts_in(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc"))


def _plainness(file: Path) -> tuple[bool, bool, bool, str]:
    name = file.stem.lower()
    return "sans" not in name, "mono" in name or "italic" in name or "oblique" in name, "regular" not in name, name
