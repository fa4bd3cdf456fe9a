"""What the next revision can rely on: tables can be rebuilt, no trigger is lost, and a mistake changes nothing."""

import shutil

import pytest
from flask_migrate import upgrade
from sqlalchemy import text

from statuspage import db as db_module
from statuspage.db import db
from statuspage.migrations import revisions, shape
from statuspage.migrations.revisions import SchemaRefused, newest, recorded
from statuspage.migrations.shape import live_shape, shape_file
from statuspage.migrations.upgrade import bring_up_to_date
from tests.schemas.conftest import RELEASED, load
from tests.schemas.record import record_shapes
from tests.schemas.test_triggers import TRIGGERS, names

pytestmark = pytest.mark.heavy_on_postgresql

REVISION = '''"""For a test."""

import sqlalchemy as sa
from alembic import op

from statuspage.migrations.rebuild import rebuilt

revision = "{revision}"
down_revision = "{down}"


def upgrade() -> None:
{steps}
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the migrations, to which a test adds a revision."""
    copy = tmp_path / "migrations"
    shutil.copytree(revisions.FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(revisions, "FOLDER", copy)
    monkeypatch.setattr(shape, "SHAPES", copy / "shapes")
    for known in (db_module._migrations(), db_module._migrations().migrate):
        monkeypatch.setattr(known, "directory", str(copy))
    yield copy
    revisions.revisions.cache_clear()


@pytest.fixture
def add(folder):
    """Add a revision that takes these steps, one a line."""

    def write(*steps: str) -> str:
        down = newest()
        revision = f"{int(down) + 1:04}"
        body = REVISION.format(revision=revision, down=down, steps="\n".join(f"    {step}" for step in steps))
        (folder / "versions" / f"{revision}_for_a_test.py").write_text(body, encoding="utf-8")
        revisions.revisions.cache_clear()
        return revision

    return write


@pytest.fixture
def app(database, start):
    """A database with the data of the newest release, and at the newest revision."""
    load(database, RELEASED[-1])
    app = start()
    with app.app_context():
        bring_up_to_date()
        yield app


def read(query: str) -> object:
    with db.engine.connect() as connection:
        return connection.scalar(text(query))


def trigger_names() -> set[str]:
    with db.engine.connect() as connection:
        return names(live_shape(connection))


@pytest.mark.parametrize("table", ["event", "agent", "consent", "ticket", "letter", "promise"])
def test_a_rebuilt_table_keeps_its_rows_and_every_trigger_that_concerns_it(app, add, table):
    kind = db.engine.dialect.name
    before = read(f"SELECT count(*) FROM {table}")
    revision = add(
        f'with rebuilt("{table}") as batch:', '    batch.add_column(sa.Column("more", sa.String(8), nullable=True))'
    )
    record_shapes(kind)
    bring_up_to_date()
    assert read("SELECT version_num FROM alembic_version") == revision
    assert read(f"SELECT count(*) FROM {table}") == before
    assert trigger_names() == TRIGGERS[kind].keys()
    for exercise in TRIGGERS[kind].values():
        exercise()


def test_a_table_is_renamed_in_place_with_its_triggers(app, add):
    add('op.rename_table("draft", "template")', 'op.alter_column("promise", "zone", new_column_name="iana_zone")')
    kind = db.engine.dialect.name
    record_shapes(kind)
    bring_up_to_date()
    assert read("SELECT count(*) FROM template")
    assert trigger_names() == TRIGGERS[kind].keys()
    for exercise in TRIGGERS[kind].values():
        exercise()


def test_a_trigger_that_is_lost_on_the_way_undoes_the_whole_upgrade(app, add):
    """What Alembic's own batch mode does on SQLite, and what a revision can do by mistake on either."""
    first = newest()
    if db.engine.dialect.name == "sqlite":
        lost = 'with op.batch_alter_table("event", recreate="always"): pass'
    else:
        lost = 'op.execute("DROP TRIGGER event_no_rewrite ON event")'
    second = add('op.add_column("reply", sa.Column("mood", sa.String(8)))')
    record_shapes(db.engine.dialect.name)
    third = add(lost)
    whole = shape_file(second, db.engine.dialect.name)
    shutil.copyfile(whole, shape_file(third, db.engine.dialect.name))
    with pytest.raises(SchemaRefused, match=f"The way to the schema {third} went wrong .missing event: trigger"):
        bring_up_to_date()
    with db.engine.connect() as connection:
        assert recorded(connection) == first, "not half of it either"
        assert "reply: column mood VARCHAR(8)" not in live_shape(connection)
    assert trigger_names() == TRIGGERS[db.engine.dialect.name].keys()


def test_a_table_to_which_others_point_can_be_rebuilt_and_the_pointing_is_kept_afterwards(app, add):
    add('with rebuilt("ticket") as batch:', '    batch.alter_column("subject", type_=sa.String(300))')
    record_shapes(db.engine.dialect.name)
    bring_up_to_date()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    assert read("SELECT count(*) FROM reply JOIN ticket ON ticket.id = reply.ticket_id")


def test_a_revision_that_leaves_rows_pointing_nowhere_changes_nothing(app, add):
    before = read("SELECT count(*) FROM customer")
    kind = db.engine.dialect.name
    same = shape_file(newest(), kind)
    shutil.copyfile(same, shape_file(add('op.execute("DELETE FROM customer")'), kind))
    wanted = SchemaRefused if kind == "sqlite" else Exception  # PostgreSQL says it itself, at once
    with pytest.raises(wanted, match="ticket"):
        bring_up_to_date()
    assert read("SELECT count(*) FROM customer") == before


def test_a_revision_whose_shape_nobody_has_recorded_is_told_in_words(app, add):
    add("pass")
    with pytest.raises(SchemaRefused, match="make schema"):
        bring_up_to_date()


def test_the_command_upgrades_in_the_same_way(app, add, capsys, caplog):
    add("pass")
    with pytest.raises(SystemExit):
        upgrade()
    assert "make schema" in caplog.text
