"""One redaction for all that is written: whatever is shaped like a key becomes a dash, however it is spelled.

It is found in two ways: by its place, after the letter of a scope (``/t/…``, also ``//T//…`` and ``%2Ft%2F…``), and by
its look, anywhere: a run of letters and digits as long as a token, that is written as one or is not made of words.
"""

import re

from statuspage.domain.shares.scopes import LETTERS
from statuspage.security.signing import may_be_token

_SHORTEST = 24  # characters of a token
_ENCODED = r"%(?:25)*"  # a percent sign, itself encoded any number of times
_SLASH = rf"(?:\\?/|{_ENCODED}(?:2f|5c))"
_SIGN = rf"(?:[a-z0-9_-]|{_ENCODED}(?:2d|3[0-9]|[46][1-9a-f]|[57][0-9a]|5f))"
_AFTER = "|".join("".join(rf"(?:{sign}|{_ENCODED}{ord(sign):x})" for sign in letter) for letter in LETTERS)
_AFTER_A_LETTER = rf"({_SLASH}+(?:{_AFTER}){_SLASH}+)"

_IN_A_PATH = re.compile(rf"^{_AFTER_A_LETTER}(?:(?!{_SLASH})[^.?#])+", re.IGNORECASE)
_AFTER_ITS_LETTER = re.compile(rf"{_AFTER_A_LETTER}{_SIGN}{{6,}}", re.IGNORECASE)
_RUN = re.compile(rf"{_SIGN}{{{_SHORTEST},}}", re.IGNORECASE)
_A_SIGN = re.compile(rf"{_ENCODED}([0-9a-f]{{2}})", re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]{1,19}|[A-Z]{1,19}|(?:[A-Z]{1,4}[a-z]{2,19})+|[0-9]{1,19}")  # or a CamelCase name
_UNSEEN = re.compile(r"[^\x21-\x7e]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def redact(path: str) -> str:
    """The path of a request as a log may have it: a dash for the key, and nothing in it that could end the line.

    What is not a visible sign of ASCII is percent-encoded, as it was on the wire.
    """
    kept = without_keys(_IN_A_PATH.sub(r"\1-", path))
    return _UNSEEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), kept)


def without_keys(text: str) -> str:
    """The text, each key in it replaced by a dash."""
    return _RUN.sub(_dashed, _AFTER_ITS_LETTER.sub(r"\1-", text))


def visible(text: str, *, lines: bool = False) -> str:
    """The text with its control characters escaped, as Python writes them; ``lines`` leaves line breaks as they are."""
    text = text if lines else text.replace("\n", r"\n")
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _dashed(run: re.Match[str]) -> str:
    plain = _A_SIGN.sub(lambda found: chr(int(found[1], 16)), run[0])
    is_words = all(_WORD.fullmatch(piece) for piece in re.split("[_-]+", plain) if piece)
    return run[0] if is_words and not may_be_token(plain) else "-"
