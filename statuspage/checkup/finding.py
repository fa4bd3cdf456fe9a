"""One thing that was looked at: whether all is well with it, and what to do where it is not."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Flask

from statuspage.refusals import told


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence ``about`` a part, such as "mail". ``is_well`` is None where it cannot be known, or is worth a look.

    ``do`` says what to do; it is "" where all is well.
    """

    about: str
    is_well: bool | None
    words: str
    do: str = ""


Check = Callable[[Flask], Iterable[Finding]]


def carefully(about: str, check: Check, app: Flask) -> Iterator[Finding]:
    """What a check finds. One that fails is a finding too, so that it hides none of the others."""
    try:
        yield from check(app)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the others are looked at all the same
        words = told(fault) or f"This could not be looked at ({type(fault).__name__}: {fault})."
        yield Finding(about, False, words, "See docs/operating.md, and the log.")
