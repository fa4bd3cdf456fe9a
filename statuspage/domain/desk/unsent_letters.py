"""Letters that agents have begun and not sent: saved on the server, so that a closed tab loses nothing.

Each window saves a copy of its own. What stands in another window is never overwritten: a copy goes only when it is
sent or discarded, or when a window has gone on with its words as they stand. What was discarded can be brought back for
a day.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, delete, select
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
_DISCARDED = "discarded "  # so begins the name of a copy that was discarded, as long as it can be brought back
_KEPT = timedelta(days=1)  # and for so long it can


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
    known = _known(fields)
    if _says_something(known):
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


def set_aside(
    session: Session, agent_id: int, ticket_id: int, fields: Mapping[str, str], now: datetime, *, name: str
) -> str:
    """Keep what was discarded for a day under this name, which no other has, and return the copy that it is then.

    "" where no text has a word and no file is here.
    """
    known, copy = _known(fields), f"{_DISCARDED}{name}"
    if not _says_something(known):
        return ""
    session.add(UnsentLetter(agent_id=agent_id, ticket_id=ticket_id, copy=copy, fields=known, saved_at=now))
    session.flush()
    return copy


def discard_unsent(session: Session, agent_id: int, ticket_id: int, mark: str, now: datetime, *, name: str) -> str:
    """Discard the copy with this mark, and set it aside; "" when there is none, or its words are others by now."""
    found = session.get(UnsentLetter, (agent_id, ticket_id, mark.partition(":")[2]), populate_existing=True)
    fields = dict(found.fields) if found is not None else {}
    if not forget_unsent(session, agent_id, ticket_id, mark):
        return ""
    return set_aside(session, agent_id, ticket_id, fields, now, name=name)


def is_set_aside(session: Session, agent_id: int, ticket_id: int, copy: str) -> bool:
    """Whether this is a copy that was discarded and can be brought back."""
    key = (agent_id, ticket_id, form_key(copy) or "")
    return copy.startswith(_DISCARDED) and session.get(UnsentLetter, key) is not None


def bring_back(session: Session, agent_id: int, ticket_id: int, copy: str, now: datetime) -> str:
    """What was discarded is begun again; the name that its copy has from now on. Done twice it changes nothing."""
    lock(session, ticket_id)
    name = copy.removeprefix(_DISCARDED)
    if is_set_aside(session, agent_id, ticket_id, copy):
        found = session.get_one(UnsentLetter, (agent_id, ticket_id, copy))
        back = UnsentLetter(agent_id=agent_id, ticket_id=ticket_id, copy=name, fields=found.fields, saved_at=now)
        session.delete(found)
        session.add(back)
        session.flush()
    return name


def forget_discarded(session: Session, now: datetime) -> None:
    """Forget what was discarded for so long that nobody brings it back."""
    old = UnsentLetter.copy.startswith(_DISCARDED), UnsentLetter.saved_at < now - _KEPT
    session.execute(delete(UnsentLetter).where(*old))


def is_begun() -> ColumnElement[bool]:
    """The condition that a copy was not discarded."""
    return ~UnsentLetter.copy.startswith(_DISCARDED)


def read_unsent(session: Session, agent_id: int, ticket_id: int) -> list[UnsentLetter]:
    """What this agent has typed for this ticket and not sent, the newest first."""
    return [row for row in _copies(session, agent_id, ticket_id) if row.fields]


def _copies(session: Session, agent_id: int, ticket_id: int) -> list[UnsentLetter]:
    newest = (UnsentLetter.saved_at.desc(), UnsentLetter.copy)
    begun = select(UnsentLetter).where(*_is(agent_id, ticket_id), is_begun())
    return list(session.scalars(begun.order_by(*newest)))


def _known(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: fields[name] for name in FIELDS if name in fields}


def _says_something(fields: Mapping[str, str]) -> bool:
    return any(fields.get(name, "").strip() for name in ("body", "heard", "needs", FILES))


def _is(agent_id: int, ticket_id: int, *copy: str) -> tuple[Any, ...]:
    named = (UnsentLetter.agent_id == agent_id, UnsentLetter.ticket_id == ticket_id)
    return (*named, *(UnsentLetter.copy == name for name in copy))
