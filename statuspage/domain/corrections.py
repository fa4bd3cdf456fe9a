"""Corrected letters as they are read: the words that stand, and those that stood before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Integer, bindparam, exists, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from statuspage.domain.letters import Correction, Letter, corrects
from statuspage.domain.people.agents import Agent

_Later = aliased(Correction)
_AGAIN = exists().where(
    _Later.ticket_id == Correction.ticket_id,
    _Later.letter == Correction.letter,
    _Later.version > Correction.version,
)
# Which letters before a version were corrected last. Corrections are asked, as they are few where letters are many.
LAST_CORRECTED = (
    select(Correction.letter)
    .where(
        Correction.ticket_id == bindparam("ticket_id"),
        Correction.letter < bindparam("before"),
        ~_AGAIN.correlate(Correction),
    )
    .order_by(Correction.version.desc())
    .limit(bindparam("limit", type_=Integer))
)


@dataclass(frozen=True, slots=True)
class StandingLetter:
    """A letter as it is read now: its ``body`` as it was typed, its ``html``, and the ``version`` that has these words.

    ``version`` is the letter's own while nobody has corrected it, and the newest correction's afterwards.
    """

    letter: Letter
    body: str
    html: str
    version: int


@dataclass(frozen=True, slots=True)
class FormerWords:
    """What stood in a letter before: since when, by whom, and safe to show."""

    at: datetime
    by: str
    html: str


def read_standing(session: Session, ticket_id: int, version: int) -> StandingLetter | None:
    """The letter of this version as it stands; None where this ticket has none."""
    found = session.execute(
        select(Letter, Correction)
        .outerjoin(Correction, corrects())
        .where(Letter.ticket_id == ticket_id, Letter.version == version)
    ).first()
    if found is None:
        return None
    letter, correction = found
    newest = correction or letter
    return StandingLetter(letter, newest.body, newest.html, newest.version)


def read_former(session: Session, ticket_id: int, versions: Iterable[int]) -> dict[int, tuple[FormerWords, ...]]:
    """What stood before in each of these letters, by version, the newest first; nothing for what nobody corrected."""
    wanted = list(versions)
    if not wanted:
        return {}
    first = select(Letter.version.label("letter"), literal(0).label("version"), Letter.at, Letter.html, Letter.agent_id)
    later = select(Correction.letter, Correction.version, Correction.at, Correction.html, Correction.agent_id)
    all_words = union_all(
        first.where(Letter.ticket_id == ticket_id, Letter.version.in_(wanted)),
        later.where(Correction.ticket_id == ticket_id, Correction.letter.in_(wanted)),
    ).subquery()
    query = select(all_words, Agent.called).join(Agent, Agent.id == all_words.c.agent_id)
    found: dict[int, list[FormerWords]] = {}
    for row in session.execute(query.order_by(all_words.c.letter, all_words.c.version.desc())):
        found.setdefault(row.letter, []).append(FormerWords(row.at, row.called, row.html))
    return {letter: tuple(words[1:]) for letter, words in found.items()}
