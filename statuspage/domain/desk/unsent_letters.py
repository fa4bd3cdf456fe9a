"""Letters that agents have begun and not sent: saved on the server, so that a closed tab loses nothing.

Each window saves a copy of its own. What stands in another window is never overwritten: a copy goes only when it is
sent or discarded, or when a window has gone on with its words as they stand.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from statuspage.domain.base import Base, upsert
from statuspage.domain.errors import Repeated
from statuspage.domain.events import lock
from statuspage.domain.form_keys import form_key

FILES = "file"  # the keys of files that are here already, with spaces between them
FIELDS = (
    "body",
    "heard",
    "step",
    "promise",
    "day",
    "time",
    "seen_by",
    "turn",
    "by_phone",
    "declines_call",
    "kind",
    "needs",
    "needs_day",
    "needs_time",
    "laid",
    "promised",
    "undo",
    "before",
    "undo_told",
    FILES,
)
_LATE = timedelta(days=1)  # no copy is on its way for longer


class UnsentLetter(Base):
    """What one agent has typed for one ticket in one window, field by field, and when it was saved.

    ``copy`` names the window. A row without fields stands for what was sent or discarded there, so that a copy of it
    which arrives late does not come back.
    """

    __tablename__ = "unsent_letter"

    agent_id: Mapped[int] = mapped_column(ForeignKey("agent.id"), primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    copy: Mapped[str] = mapped_column(String(64), primary_key=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime]

    @property
    def files(self) -> list[str]:
        """The keys of its files."""
        return str(self.fields.get(FILES, "")).split()

    @property
    def mark(self) -> str:
        """This copy as it stands: another mark as soon as a word of it is another."""
        words = json.dumps(self.fields, sort_keys=True)
        return f"{hashlib.sha256(words.encode()).hexdigest()[:32]}:{self.copy}"


def save_unsent(
    session: Session,
    agent_id: int,
    ticket_id: int,
    fields: Mapping[str, str],
    now: datetime,
    *,
    copy: str = "",
    begun: str = "",
) -> None:
    """Save the form as it stands, whole, however long; when no text has a word and no file is here, forget it instead.

    ``begun`` is the mark of the copy that this window goes on with. A copy may arrive after the letter itself, when
    both were on their way at once; ``Repeated`` is raised then, and nothing is saved. The ticket's row stays locked
    until the transaction ends, so that no letter comes between.
    """
    lock(session, ticket_id)
    key = (agent_id, ticket_id, form_key(copy) or "")
    before = session.get(UnsentLetter, key)
    if before is not None and not before.fields:
        raise Repeated
    forget_unsent(session, agent_id, ticket_id, begun)
    known = {name: fields[name] for name in FIELDS if name in fields}
    if any(known.get(name, "").strip() for name in ("body", "heard", "needs", FILES)):
        upsert(session, UnsentLetter, ("agent_id", "ticket_id", "copy"), key, fields=known, saved_at=now)
    else:
        session.execute(delete(UnsentLetter).where(*_is(*key)))


def end_unsent(
    session: Session, agent_id: int, ticket_id: int, now: datetime, *, copy: str = "", begun: str = ""
) -> None:
    """What this window holds was sent or discarded: its copy goes, and the one that it went on with; others stay."""
    lock(session, ticket_id)
    forget_unsent(session, agent_id, ticket_id, begun)
    key = (agent_id, ticket_id, form_key(copy) or "")
    session.execute(delete(UnsentLetter).where(*_is(*key)))
    if copy:
        session.add(UnsentLetter(agent_id=agent_id, ticket_id=ticket_id, copy=key[-1], fields={}, saved_at=now))
    ended = [
        row.copy for row in _copies(session, agent_id, ticket_id) if not row.fields and row.saved_at <= now - _LATE
    ]
    session.execute(delete(UnsentLetter).where(*_is(agent_id, ticket_id), UnsentLetter.copy.in_(ended)))
    session.flush()


def forget_unsent(session: Session, agent_id: int, ticket_id: int, mark: str) -> bool:
    """Forget the copy with this mark; False when there is none, or its words are others by now."""
    found = session.get(UnsentLetter, (agent_id, ticket_id, mark.partition(":")[2]), populate_existing=True)
    if found is None or found.mark != mark:
        return False
    session.delete(found)
    session.flush()
    return True


def read_unsent(session: Session, agent_id: int, ticket_id: int) -> list[UnsentLetter]:
    """What this agent has typed for this ticket and not sent, the newest first."""
    return [row for row in _copies(session, agent_id, ticket_id) if row.fields]


def _copies(session: Session, agent_id: int, ticket_id: int) -> list[UnsentLetter]:
    newest = (UnsentLetter.saved_at.desc(), UnsentLetter.copy)
    return list(session.scalars(select(UnsentLetter).where(*_is(agent_id, ticket_id)).order_by(*newest)))


def _is(agent_id: int, ticket_id: int, *copy: str) -> tuple[Any, ...]:
    named = (UnsentLetter.agent_id == agent_id, UnsentLetter.ticket_id == ticket_id)
    return (*named, *(UnsentLetter.copy == name for name in copy))
