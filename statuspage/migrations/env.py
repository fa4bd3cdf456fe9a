"""Runs the migrations on the app's own engine; SQLite changes tables by copying them, so in batches."""

from typing import Any

from alembic import context
from flask import current_app

from statuspage.domain.base import Base, Instant


def plain(kind: str, item: object, _context: object) -> Any:
    """A migration stands alone: it names the database's types, not ours, which may change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


engine = current_app.extensions["migrate"].db.engine

with engine.execution_options(writes=True).connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
