"""The cause of one ticket with the letter that waits there, and the causes that it may be part of: in one statement."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from statuspage.domain.causes.cause import Cause
from statuspage.domain.causes.letter import WAITING, CauseLetter, LaidLetter
from statuspage.domain.causes.ties import CauseTie

_MOST = 100  # causes that a ticket is offered, the newest


@dataclass(frozen=True, slots=True)
class CauseOfTicket:
    """``id`` and ``name`` are of its cause, 0 and "" where it has none; ``laid`` is the letter that waits there.

    ``language`` is the tag of what that is written in. ``others`` are the open causes, by id and name.
    """

    id: int
    name: str
    laid: LaidLetter | None
    language: str
    others: tuple[tuple[int, str], ...]


def read_cause_of(session: Session, ticket_id: int) -> CauseOfTicket:
    """The same for this ticket."""
    tied = (CauseTie.cause_id == Cause.id) & (CauseTie.ticket_id == ticket_id) & CauseTie.untied_at.is_(None)
    query = (
        select(Cause.id, Cause.name, CauseTie.id.label("tie"), LaidLetter, CauseLetter.language)
        .outerjoin(CauseTie, tied)
        .outerjoin(LaidLetter, (LaidLetter.ticket_id == CauseTie.ticket_id) & WAITING)
        .outerjoin(CauseLetter, CauseLetter.id == LaidLetter.letter_id)
        .where(Cause.ended_at.is_(None) | CauseTie.id.is_not(None))
        .order_by(CauseTie.id.is_(None), Cause.id.desc())
        .limit(_MOST)
    )
    rows = session.execute(query).all()
    others = tuple((row.id, row.name) for row in rows if row.tie is None)
    if not rows or rows[0].tie is None:
        return CauseOfTicket(0, "", None, "", others)
    return CauseOfTicket(rows[0].id, rows[0].name, rows[0].LaidLetter, rows[0].language or "", others)
