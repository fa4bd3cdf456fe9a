"""How much may come: for one file, one ticket and one day, and how many files with the same words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from statuspage.domain.files.file import REFUSED, Bringer, File
from statuspage.domain.files.refusals import refusal

TOGETHER = 10  # files with the same words, by hand
DAY = timedelta(hours=24)
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """In bytes: of one ``file``, of all files of a ``ticket``, and of what its one side brings in a ``day``."""

    file: int
    ticket: int
    day: int


def refuse_too_much(session: Session, bringer: Bringer, name: str, size: int, limits: Limits, now: datetime) -> None:
    """Refuse a file of this size where it is one too much. A file that is still arriving counts whole."""
    if size <= 0:
        raise refusal("empty", name)
    if size > limits.file:
        raise refusal("large", name, told(limits.file))
    if bringer.ticket_id is None:
        if used_by_form(session, bringer) + size > limits.day:
            raise refusal("day", name, told(limits.day))
        return
    if used(session, bringer.ticket_id) + size > limits.ticket:
        raise refusal("ticket", name, told(limits.ticket))
    if used_lately(session, bringer, now) + size > limits.day:
        raise refusal("day", name, told(limits.day))


def used(session: Session, ticket_id: int) -> int:
    """How many bytes the files of this ticket take, those that are still to be sent among them."""
    return _sum(session, File.ticket_id == ticket_id)


def used_lately(session: Session, bringer: Bringer, now: datetime) -> int:
    """How many bytes came within a day from the bringer's side of the ticket: from the desk, or from the customer's."""
    side = File.agent_id.is_(None) if bringer.agent_id is None else File.agent_id.is_not(None)
    return _sum(session, File.ticket_id == bringer.ticket_id, side, File.begun_at > now - DAY)


def used_by_form(session: Session, bringer: Bringer) -> int:
    """How many bytes came with the form of somebody who asks."""
    return _sum(session, File.form == bringer.form)


def _sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    total = select(func.coalesce(func.sum(File.size), 0)).where(*conditions, File.state != REFUSED)
    return int(session.scalar(total) or 0)


def told(size: int) -> str:
    """So many bytes, as the settings say them."""
    return f"{size // MEGABYTE} MB"
