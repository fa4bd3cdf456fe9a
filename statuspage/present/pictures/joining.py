"""Arabic letters as they join, for measuring: each by the form that it has between its neighbours.

Shaping for the eye is the renderer's work; this only tells how wide it will be, from Unicode's presentation forms.
"""

import re
import unicodedata

_BLOCKS = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD))
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")


def _forms() -> dict[tuple[str, str], str]:
    """(letters, form) to the sign that shows them so, such as ("ب", "initial")."""
    found: dict[tuple[str, str], str] = {}
    for code in _BLOCKS:
        kind, *letters = unicodedata.decomposition(chr(code)).split() or [""]
        if kind in ("<isolated>", "<initial>", "<medial>", "<final>") and len(letters) <= 2:
            found.setdefault(("".join(chr(int(one, 16)) for one in letters), kind[1:-1]), chr(code))
    return found


_FORMS = _forms()
_LAM_ALEF = re.compile("ل([آأإا])")


def joined(text: str) -> str:
    """The text with its Arabic letters in the forms that they take, and without the marks above and below them."""
    if not _ARABIC.search(text):
        return text
    letters = [sign for sign in text if not unicodedata.combining(sign)]
    bare = "".join(letters)
    pairs = {found.start() for found in _LAM_ALEF.finditer(bare)}
    units, place = [], 0
    while place < len(bare):
        length = 2 if place in pairs else 1
        units.append(bare[place : place + length])
        place += length
    return "".join(_formed(units, number) for number in range(len(units)))


def _formed(units: list[str], number: int) -> str:
    before = units[number - 1][-1] if number else ""
    after = units[number + 1][0] if number + 1 < len(units) else ""
    unit = units[number]
    to_left, to_right = _joins(unit[-1], after), _joins(before, unit[0])
    form = {(True, True): "medial", (True, False): "initial", (False, True): "final"}.get(
        (to_left, to_right), "isolated"
    )
    return _FORMS.get((unit, form), unit)


def _joins(first: str, second: str) -> bool:
    """Whether two letters, one after the other, are written as one stroke."""
    return (first, "initial") in _FORMS and (second, "final") in _FORMS
