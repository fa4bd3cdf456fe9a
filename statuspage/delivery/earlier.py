"""What was said before this mail, in short, for whoever reads on: the newest first, and no more than has room."""

from dataclasses import dataclass

from statuspage.delivery.past import EARLIER, Past
from statuspage.delivery.recipients import Recipient
from statuspage.delivery.words import MailReader
from statuspage.domain.kinds import KINDS
from statuspage.domain.people.names import first_name_in
from statuspage.domain.reading import Entry
from statuspage.present.languages import gettext

_MOST, _LONGEST = 5, 1_200  # entries, and characters of each


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """What one person said: their name, when, and their words, which may end with "…"."""

    name: str
    when: str
    words: str


def said_before(past: Past, to: Recipient, reader: MailReader) -> tuple[tuple[EarlierWords, ...], bool]:
    """The words before this mail, newest first; and whether some of them, or older ones, were left out."""
    said = [entry for entry in past.earlier if not KINDS[entry.kind].amends]  # the letter has the words already
    told = [(entry, words) for entry in said if (words := past.typed.get(entry.version, entry.text))]
    shown = tuple(EarlierWords(_name(entry, to), reader.moment(entry.at), _cut(words)) for entry, words in told[:_MOST])
    is_cut = len(past.earlier) >= EARLIER or len(told) > _MOST or any(len(words) > _LONGEST for _, words in told)
    return shown, is_cut


def _name(entry: Entry, to: Recipient) -> str:
    if entry.by is not None:
        return entry.by.public_name
    return first_name_in(entry.writer.name) if entry.writer else to.customer or gettext("You")


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(None, 1)[0] + "…"
