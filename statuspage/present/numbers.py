"""Numbers as a language writes them."""

from functools import lru_cache

from babel import numbers
from babel.numbers import format_percent

from statuspage.present.languages import code, gettext

_decimal = lru_cache(1_000)(numbers.format_decimal)


def whole(number: int) -> str:
    """ "1,204", "1.204"."""
    return str(_decimal(number, locale=code()))


def size(bytes_: int) -> str:
    """A file's size as people say it: "340 kB", "2.4 MB"."""
    if bytes_ < 1_000_000:
        return gettext("%(num)s kB", num=whole(max(1, round(bytes_ / 1_000))))
    return gettext("%(num)s MB", num=_decimal(round(bytes_ / 1_000_000, 1), locale=code()))


def percent(hundredths: float) -> str:
    """ "92%", "92 %"."""
    return str(format_percent(round(hundredths) / 100, locale=code()))


def share(part: int, of: int) -> int:
    """How many hundredths, rounded; 0 and 100 only where it is exactly none or all."""
    return part * 100 // of if part in (0, of) else min(max((part * 200 + of) // (of * 2), 1), 99)
