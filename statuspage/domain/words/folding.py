"""Texts as they are compared, whatever their capitals and accents.

They are folded here, because the databases differ (Unicode 3.13, D146; SQLite folds ASCII only).
"""

from unicodedata import normalize

from statuspage.domain.people.names import bare

PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def folded(text: str) -> str:
    """The text as it is compared: the same for small and capital letters, ß and ss, é and e, ø and o."""
    return normalize("NFKC", bare(text)).casefold().translate(PLAIN)
