"""What a test asks of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, event

from statuspage.db import db


@contextmanager
def statements(bind: Engine | Connection | None = None) -> Iterator[list[str]]:
    """What is asked of this database meanwhile, or of the app's own, without the beginnings of transactions."""
    bind = bind or db.engine
    asked: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    event.listen(bind, "before_cursor_execute", count)
    try:
        yield asked
    finally:
        event.remove(bind, "before_cursor_execute", count)
