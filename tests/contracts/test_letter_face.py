"""The face of letters: small, free to be given away, and under an address that changes with it."""

import hashlib
import re
from pathlib import Path

from statuspage.config import PROJECT

FONTS, STYLE = PROJECT / "static" / "fonts", PROJECT / "static" / "css" / "face.css"
FONT = FONTS / "letter.woff2"
MOST = 45 * 1024  # bytes


def signs() -> list[str]:
    """What the style sheet and the script that makes the font say of the signs in it, each in its own way."""
    found = re.search(r"unicode-range: ([^;]+);", STYLE.read_text("utf-8"))
    assert found
    return [part.removeprefix("U+") for part in found[1].split(", ")]


def test_it_is_a_woff2_of_at_most_45_kb_and_its_licence_lies_beside_it():
    assert FONT.read_bytes()[:4] == b"wOF2"
    assert FONT.stat().st_size <= MOST
    assert "SIL OPEN FONT LICENSE Version 1.1" in Path(FONTS / "OFL-letter.txt").read_text("utf-8")


def test_its_address_changes_with_it():
    version = hashlib.sha256(FONT.read_bytes()).hexdigest()[:12]
    assert f"url(/static/fonts/letter.woff2?v={version})" in STYLE.read_text("utf-8")


def test_the_style_sheet_names_the_signs_that_the_font_was_made_with():
    script = (FONTS / "letter.py").read_text("utf-8").split("SIGNS = (")[1].split("FEATURES")[0]
    made = set()
    for first, last in re.findall(r"range\(0x(\w+), 0x(\w+)\)", script):
        made |= set(range(int(first, 16), int(last, 16)))
    made |= {int(one, 16) for one in re.findall(r"0x(\w+)", re.sub(r"range\([^)]*\)", "", script))}
    told = set()
    for part in signs():
        first, _, last = part.partition("-")
        told |= set(range(int(first, 16), int(last or first, 16) + 1))
    assert told == made
