"""What was said before this mail, in short, for whoever reads on: the newest first, and no more than has room."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.delivery.recipients import Recipient
from statuspage.delivery.words import MailReader
from statuspage.domain.letters import Letter
from statuspage.domain.people.names import first_name_in
from statuspage.domain.reading import Entry, read_entries
from statuspage.present.languages import gettext

_LOOKED_AT = 20  # entries
_MOST, _LONGEST = 5, 1_200  # entries, and characters of each


@dataclass(frozen=True, slots=True)
class EarlierWords:
    """What one person said: their name, when, and their words, which may end with "…"."""

    name: str
    when: str
    words: str


def said_before(
    session: Session, ticket_id: int, version: int, to: Recipient, reader: MailReader
) -> tuple[tuple[EarlierWords, ...], bool]:
    """The words before this version, newest first; and whether some of them, or older ones, were left out."""
    entries = read_entries(session, ticket_id, before=version, limit=_LOOKED_AT + 1)
    letters = _letters(session, ticket_id, entries)
    told = [(entry, words) for entry in entries if (words := letters.get(entry.version, entry.text))]
    shown = tuple(EarlierWords(_name(entry, to), reader.moment(entry.at), _cut(words)) for entry, words in told[:_MOST])
    is_cut = len(entries) > _LOOKED_AT or len(told) > _MOST or any(len(words) > _LONGEST for _, words in told)
    return shown, is_cut


def _name(entry: Entry, to: Recipient) -> str:
    if entry.by is not None:
        return entry.by.public_name
    return first_name_in(entry.writer.name) if entry.writer else to.customer or gettext("You")


def _letters(session: Session, ticket_id: int, entries: Sequence[Entry]) -> dict[int, str]:
    """The letters among these entries as they were typed, by version."""
    versions = [entry.version for entry in entries if entry.kind == "letter"]
    found = select(Letter.version, Letter.body).where(Letter.ticket_id == ticket_id, Letter.version.in_(versions))
    return {row.version: row.body for row in session.execute(found)}


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(None, 1)[0] + "…"
