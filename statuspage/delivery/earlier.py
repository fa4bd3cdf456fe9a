"""What was said before this mail, in short, for whoever reads on: the newest first, and no more than has room."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.delivery.recipients import Recipient
from statuspage.delivery.words import MailReader
from statuspage.domain.events import Event
from statuspage.domain.letters import Letter
from statuspage.domain.people.companions import Companion
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
    names = companions_in(session, ticket_id, [entry.version for entry in entries])
    told = [(entry, words) for entry in entries if (words := _words(session, ticket_id, entry))]
    shown = tuple(
        EarlierWords(_name(entry, names, to), reader.moment(entry.at), _cut(words)) for entry, words in told[:_MOST]
    )
    is_cut = len(entries) > _LOOKED_AT or len(told) > _MOST or any(len(words) > _LONGEST for _, words in told)
    return shown, is_cut


def companions_in(session: Session, ticket_id: int, versions: list[int]) -> dict[int, str]:
    """The first names of the companions who did what stands under these versions of the log, by version."""
    rows = (
        select(Event.version, Companion)
        .join(Companion, Companion.id == Event.companion_id)
        .where(Event.ticket_id == ticket_id, Event.version.in_(versions), Event.agent_id.is_(None))
    )
    return {version: companion.first_name for version, companion in session.execute(rows)}


def _name(entry: Entry, companions: dict[int, str], to: Recipient) -> str:
    if entry.by is not None:
        return entry.by.public_name
    return companions.get(entry.version) or to.customer or gettext("You")


def _words(session: Session, ticket_id: int, entry: Entry) -> str:
    """What somebody wrote there, as typed; "" for an entry without words."""
    letter = session.get(Letter, (ticket_id, entry.version)) if entry.kind == "letter" else None
    return letter.body if letter else entry.text


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(None, 1)[0] + "…"
