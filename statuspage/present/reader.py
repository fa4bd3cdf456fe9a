"""Who reads: whose clock the words follow, and who is meant by "you"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from statuspage.domain.errors import Words
from statuspage.domain.reading import Reading
from statuspage.present import times
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class Reader:
    """``customer`` is the customer's first name for every other reader, and "" when the customer is the reader."""

    zone: str
    now: datetime
    customer: str = ""

    def moment(self, at: datetime) -> str:
        """The instant in absolute words of this reader's clock."""
        return times.moment(at, self.zone, self.now)

    def day(self, at: datetime) -> str:
        return times.day(at, self.zone, self.now)

    def say(self, words: Words) -> str:
        """A sentence in the reader's language, with the instants in it by the reader's clock."""
        return gettext(words.message, **self._places(words.params)) if words.params else gettext(words.message)

    def _places(self, params: Mapping[str, object]) -> dict[str, object]:
        return {name: self._place(value) for name, value in params.items()}

    def _place(self, value: object) -> object:
        if isinstance(value, datetime):
            return self.moment(value)
        return self.say(value) if isinstance(value, Words) else value


def customer_of(reading: Reading, now: datetime) -> Reader:
    """The customer, reading their own ticket."""
    return Reader(reading.customer.zone, now)
