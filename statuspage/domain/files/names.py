"""A file's name as it is kept: one line that anyone can read, that leads nowhere, and that ends as its content does."""

import re
import unicodedata

from statuspage.domain.validation import visible

LONGEST = 120  # characters
NAMELESS = "file"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_NO_NAME = re.compile(r'[<>:"|?*%\x00-\x1f]')  # what systems of the receivers refuse, or read as something else
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # a name turned round reads as another
_DEVICES = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def cleaned(name: str) -> str:
    """The name without folders, without signs that hide or turn others, and no longer than is read."""
    last = re.split(r"[/\\]", name)[-1]
    seen = _NO_NAME.sub("_", visible(_MARKS.sub("", unicodedata.normalize("NFC", last))))
    seen = seen.strip(" .") or NAMELESS
    return _cut("_" + seen if _DEVICES.match(seen) else seen)


def ending_in(name: str, endings: tuple[str, ...]) -> str:
    """This cleaned name, ending as its content says: one of these endings (".jpg"), else the first instead of its own.

    "invoice.pdf.exe" that is a picture is "invoice.pdf.jpg"; what is no ending of a picture says nothing.
    """
    if not endings or name.lower().endswith(endings):
        return name
    return _cut(_ENDING.sub("", name) + endings[0], endings[0])


def _cut(name: str, ending: str = "") -> str:
    """The beginning of a long name, with its ``ending``: this one, or what looks like one."""
    if len(name) <= LONGEST:
        return name
    found = _ENDING.search(name)
    ending = ending or (found[0] if found else "")
    return name[: LONGEST - len(ending) - 1].rstrip(" .") + "…" + ending
