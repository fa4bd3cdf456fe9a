"""When backups are made, and how many of them stay, as an operator writes it."""

import re
from dataclasses import dataclass
from datetime import time, timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """So many ``days`` and ``weeks`` keep their last backup."""

    days: int
    weeks: int

    @classmethod
    def of(cls, text: str) -> "Keep":
        """Read ``7 days, 4 weeks``, or one of both. Raises ValueError."""
        found = re.fullmatch(r"(?:(\d{1,4}) days?)?(?:,? ?(?:and )?(\d{1,4}) weeks?)?", text.strip().lower())
        keep = cls(int(found[1] or 0), int(found[2] or 0)) if found else cls(0, 0)
        if not keep.days and not keep.weeks:
            raise ValueError("must say how many days and weeks keep a backup, such as: 7 days, 4 weeks.")
        return keep


@dataclass(frozen=True, slots=True)
class Every:
    """Each day ``at`` this time of the company's clock; or, where that is None, so often, from midnight UTC on."""

    at: time | None = None
    apart: timedelta = timedelta(days=1)

    @classmethod
    def of(cls, text: str) -> "Every | None":
        """Read ``03:30``, or ``6 hours``, or ``off``, which is None. Raises ValueError."""
        words = text.strip().lower()
        if words == "off":
            return None
        if clock := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", words):
            return cls(at=time(int(clock[1]), int(clock[2])))
        if often := re.fullmatch(r"(\d{1,2}) ?(?:hours?|h)", words):
            hours = int(often[1])
            if hours and not 24 % hours:
                return cls(apart=timedelta(hours=hours))
        raise ValueError("must be a time of day, such as 03:30, or 1, 2, 3, 4, 6, 8, 12 or 24 hours, or off.")
