"""Who reads: by whose clock times are told, and who is meant by "you"."""

from dataclasses import dataclass
from datetime import datetime

from statuspage.domain.errors import Words
from statuspage.domain.reading import Named, Reading
from statuspage.present import times
from statuspage.present.languages import gettext


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads. ``customer`` is "" when it is the customer, and the customer's first name for everybody else.

    ``companion`` is the id of the companion who reads, None for everybody else.
    """

    zone: str
    now: datetime
    customer: str = ""
    companion: int | None = None

    def named(self, who: Named | None) -> str:
        """The name of this companion, of the customer where it is none, and "" where it is the reader."""
        if who is None:
            return self.customer
        return "" if who.id == self.companion else who.name

    def moment(self, at: datetime) -> str:
        """The instant in absolute words, by this reader's clock."""
        return times.moment(at, self.zone, self.now)

    def day(self, at: datetime) -> str:
        """The day of this instant, by this reader's clock."""
        return times.day(at, self.zone, self.now)

    def say(self, words: Words) -> str:
        """A sentence in the reader's language, with the instants in it by the reader's clock."""
        return gettext(words.message, **{name: self._filled(value) for name, value in words.params.items()})

    def _filled(self, value: object) -> object:
        """What stands in a sentence for this parameter."""
        if isinstance(value, datetime):
            return self.moment(value)
        return self.say(value) if isinstance(value, Words) else value


def holder_of(reading: Reading, now: datetime) -> Reader:
    """Whoever holds the key that this was read with: the customer, or a companion."""
    holder = reading.holder
    return Reader(
        holder.zone, now, "" if holder.is_customer else reading.customer.first_name, companion=holder.companion_id
    )
