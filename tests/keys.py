"""What is said apart from the keys in its addresses: they are random, and hold every short word now and then."""

import re

_KEY = re.compile(r"[\w-]{20,}")


def without_keys(text: str) -> str:
    """The same text, in which a name of three letters is found only where somebody wrote it."""
    return _KEY.sub("", text)
