"""The head of a ticket as the database's driver has it: by that a page is known, for a fifth of the work of reading it.

Only what turns out to be another than before is made into what ``read_head`` returns. Nobody says which of the columns
matter to a page: all do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.orm import Session

from statuspage.domain.base import Base
from statuspage.domain.people.companions import Companion
from statuspage.domain.people.customers import Customer
from statuspage.domain.promises import Promise
from statuspage.domain.reading import HEAD, Reading, reading_of
from statuspage.domain.tickets import Ticket

_WHOLE: dict[Any, type[Base]] = {one.__table__: one for one in (Ticket, Customer, Promise)}


@dataclass(frozen=True, slots=True)
class RawHead:
    """The row of a ticket's head, None where there is no such ticket. ``holder`` is the companion whose key it is."""

    row: tuple[Any, ...] | None
    holder: Companion | None
    dialect: Dialect

    @property
    def text(self) -> str:
        """While this is the same, so is the reading, but for the ticket in which a merged one goes on."""
        holder = self.holder
        return repr((self.row, holder and [getattr(holder, column.key) for column in Companion.__table__.columns]))

    def reading(self, session: Session) -> Reading | None:
        """What the row says, as ``read_head`` says it. Its ticket, customer and promise are for reading alone."""
        if self.row is None:
            return None
        whole: dict[type[Base], dict[str, Any]] = {one: {} for one in _WHOLE.values()}
        rest: dict[str, Any] = {}
        for value, column in zip(self.row, _columns(self.dialect), strict=True):
            fields = whole[column.of] if column.of else rest
            fields[column.name] = column.process(value) if column.process else value
        things = {one.__name__: one(**fields) if fields["id"] else None for one, fields in whole.items()}
        return reading_of(session, SimpleNamespace(**things, **rest), self.holder.id if self.holder else None)


def read_raw_head(session: Session, ticket_id: int, companion_id: int | None = None) -> RawHead:
    """The head of this ticket, in one statement, read with the customer's key or this companion's."""
    found = read_customers_head(session.connection(), ticket_id, companion_id)
    return replace(found, holder=session.get_one(Companion, companion_id)) if companion_id is not None else found


def read_customers_head(connection: Connection, ticket_id: int, companion_id: int | None = None) -> RawHead:
    """The same by a connection alone, which reads no companion: whole for the customer's key."""
    result = connection.execute(HEAD, {"ticket": ticket_id, "companion": companion_id or 0})
    row = result.cursor.fetchone() if result.cursor else None  # past SQLAlchemy, which would make ours of each value
    result.close()
    return RawHead(row, None, connection.dialect)


@dataclass(frozen=True, slots=True)
class _Column:
    """The attribute of which class a column is, or None; and what makes of the driver's value one of ours."""

    of: type[Base] | None
    name: str
    process: Callable[[Any], Any] | None


@lru_cache(4)
def _columns(dialect: Dialect) -> list[_Column]:
    return [
        _Column(
            _WHOLE.get(getattr(column, "table", None)),
            str(column.key),
            column.type.dialect_impl(dialect).result_processor(dialect, None),
        )
        for column in HEAD.selected_columns
    ]
