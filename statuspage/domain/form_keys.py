"""The key of a form, by which it counts once however often it is sent."""

import hashlib
import json
from collections.abc import Iterable

LONGEST_KEY = 64  # characters


def form_key(once: str) -> str | None:
    """A form's key as it is stored: as given when it is short and printable, else its hash; None for no key."""
    if len(once) > LONGEST_KEY or not (once.isascii() and once.isprintable()):
        return hashlib.sha256(once.encode(errors="surrogatepass")).hexdigest()
    return once or None


def with_words(once: str, said: Iterable[tuple[str, str]]) -> str:
    """The key of a form together with what was said in it, by field; "" for no key.

    After Back, or in a duplicated tab, a form comes with its old key. With the same words it is the same form, sent
    twice; with others it is another one.
    """
    if not once:
        return ""
    return hashlib.sha256(json.dumps([once, sorted(said)]).encode()).hexdigest()
