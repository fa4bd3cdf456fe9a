"""What a ticket was like when something was done on it that is mailed: what was said, what was promised and kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, join, or_, select
from sqlalchemy.orm import Session, aliased

from statuspage.domain.events import Event
from statuspage.domain.kinds import where
from statuspage.domain.letters import Correction, Letter
from statuspage.domain.outbox import Outgoing
from statuspage.domain.promises import Promise
from statuspage.domain.reading import Entry, Person, entry_of, written

EARLIER = 21  # entries before it that are read; versions have no gaps

_THESE = Outgoing.id.in_(bindparam("ids", expanding=True))
_IT = and_(Event.ticket_id == Outgoing.ticket_id, Event.version == Outgoing.version)
_UP_TO_IT = and_(Event.ticket_id == Outgoing.ticket_id, Event.version <= Outgoing.version)

_Own = aliased(Correction)  # of an event that corrects: its words
_ENTRIES = (
    written(
        join(Outgoing, Event, and_(_UP_TO_IT, Event.version >= Outgoing.version - EARLIER)),
        Outgoing.id.label("outgoing"),
        func.coalesce(_Own.body, Correction.body, Letter.body).label("typed"),
        _Own.html.label("corrected"),
        until=Outgoing.version,
    )
    .outerjoin(_Own, and_(_Own.ticket_id == Event.ticket_id, _Own.version == Event.version))
    .where(_THESE)
    .order_by(Outgoing.id, Event.version.desc())
)
_STANDING = (
    select(Outgoing.id, Promise)
    .join(Event, _IT)
    .join(Promise, and_(Promise.ticket_id == Outgoing.ticket_id, Promise.made_at <= Event.at))
    .where(_THESE, or_(Promise.settled_at.is_(None), Promise.settled_at > Event.at))
    .order_by(Promise.id)
)
_SETTLED = (
    select(Outgoing.id, Promise.outcome, func.count())
    .join(Event, _IT)
    .join(Promise, and_(Promise.ticket_id == Outgoing.ticket_id, Promise.settled_at <= Event.at))
    .where(_THESE)
    .group_by(Outgoing.id, Promise.outcome)
)
_DENIALS = (
    select(Outgoing.id, func.count())
    .join(Event, and_(_UP_TO_IT, Event.kind.in_(where(denies_solved=True))))
    .where(_THESE)
    .group_by(Outgoing.id)
)


@dataclass(frozen=True, slots=True)
class Past:
    """What was done, and what came before. ``earlier`` is newest first.

    ``typed`` are letters and corrections as they were typed, by version; each letter as it stood when that was done.
    ``promise`` is the one that stood afterwards; ``settled`` counts those before it by their outcome, and ``denials``
    how often it was called solved, and was not.
    """

    entry: Entry
    earlier: tuple[Entry, ...]
    typed: Mapping[int, str]
    promise: Promise | None
    settled: Mapping[str, int]
    denials: int


def read_pasts(session: Session, ids: Sequence[int]) -> dict[int, Past]:
    """The past of the event that each of these rows of the outbox is about."""
    given = {"ids": ids}
    standing = {row[0]: row[1] for row in session.execute(_STANDING, given)}
    settled: dict[int, dict[str, int]] = {number: {} for number in ids}
    for number, outcome, many in session.execute(_SETTLED, given):
        settled[number][outcome] = many
    denials = {row[0]: row[1] for row in session.execute(_DENIALS, given)}
    people: dict[int, Person] = {}
    pasts = {}
    for number, rows in groupby(session.execute(_ENTRIES, given), lambda row: row.outgoing):
        told = [(_entry(row, people), row.typed) for row in rows]
        entry, *earlier = (entry for entry, _ in told)
        typed = {one.version: words for one, words in told if words is not None}
        promise = standing.get(number)
        pasts[number] = Past(entry, tuple(earlier), typed, promise, settled[number], denials.get(number, 0))
    return pasts


def _entry(row: Row[Any], people: dict[int, Person]) -> Entry:
    """The entry, with the new words where it corrects a letter."""
    entry = entry_of(row, people)
    return replace(entry, html=row.corrected) if row.corrected is not None else entry
