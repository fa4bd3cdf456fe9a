"""On both databases: the log refuses to be rewritten, and the tables are what the models say, up and down."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from statuspage.db import db, write
from statuspage.domain.base import Base
from statuspage.domain.events import Event
from statuspage.migrations.shape import is_modelled
from tests.cast import gather


def clear(*tables):
    """Empty these tables, for which each must lose what keeps it from that."""
    is_sqlite = db.engine.dialect.name == "sqlite"
    with write() as session:
        for table in tables:
            session.execute(text(f"DROP TRIGGER {table}_no_delete" + ("" if is_sqlite else f" ON {table}")))
            session.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET kind = 'letter'",
        "UPDATE event SET at = at",
        "UPDATE event SET data = '{}' WHERE version = 1",
        "DELETE FROM event",
        "DELETE FROM event WHERE version = 1",
    ],
)
def test_an_event_is_neither_changed_nor_deleted(app, cast, statement):
    clear("reply", "handover")  # what stands on the event is not what holds it
    with pytest.raises(DatabaseError, match="append-only"), write() as session:
        session.execute(text(statement))
    assert db.session.scalars(select(Event.kind)).all() == ["opened"]


def test_the_log_is_not_emptied_at_once(app, cast):
    if db.engine.dialect.name == "sqlite":
        return  # it has no TRUNCATE
    with pytest.raises(DatabaseError, match="append-only"), write() as session:
        session.execute(text("TRUNCATE event CASCADE"))


def test_an_event_cannot_be_written_over(app, cast):
    clear("reply")
    over = "REPLACE INTO" if db.engine.dialect.name == "sqlite" else "INSERT INTO"
    with pytest.raises(DatabaseError), write() as session:
        session.execute(
            text(f"{over} event (ticket_id, version, kind, at, data) SELECT ticket_id, 1, 'felt', at, data FROM event")
        )
    assert db.session.scalars(select(Event.kind)).all() == ["opened"]


def differences():
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_modelled})
        return compare_metadata(context, Base.metadata)


def test_the_models_are_what_the_migrations_made(app):
    assert differences() == []


def test_the_migrations_go_down_to_nothing_and_up_again(app, clock):
    with write() as session:
        gather(session, clock())
    db.session.remove()
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert differences() == []
    with write() as session:
        gather(session, clock())
    with pytest.raises(DatabaseError, match="append-only"), write() as session:
        session.execute(text("UPDATE event SET kind = 'letter'"))
