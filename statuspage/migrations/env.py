"""Runs the migrations on the app's own engine: alone, in one transaction, and checked before and after each step."""

from typing import Any

from alembic import context
from flask import current_app

from statuspage.domain.base import Base, Instant
from statuspage.migrations import checks
from statuspage.migrations.lock import alone, foreign_keys_off, unhurried
from statuspage.migrations.shape import is_modelled
from statuspage.migrations.upgrade import refused_in_words


def plain(kind: str, item: object, _context: object) -> Any:
    """A migration stands alone: it names the database's types, not ours, which may change."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


engine = current_app.extensions["sqlalchemy"].engine

with (
    refused_in_words(),
    alone(engine),
    engine.execution_options(writes=True).connect() as connection,
    foreign_keys_off(connection),
    connection.begin(),
    unhurried(connection),
):
    checks.refuse_strange(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes most of a table only by copying it
        compare_type=True,
        include_name=is_modelled,
        render_item=plain,
        on_version_apply=checks.check_step,
    )
    context.run_migrations()
