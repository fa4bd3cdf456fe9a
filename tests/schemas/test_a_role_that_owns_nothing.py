"""On PostgreSQL whoever serves needs no right to change what is fixed, and has none; docs/operating.md says how."""

import re
from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, ProgrammingError

from statuspage import create_app, demo
from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.migrations.revisions import SchemaRefused
from statuspage.migrations.upgrade import bring_up_to_date
from tests.conftest import settings_for
from tests.databases import throwaway

OWNER, SERVER = "statuspage_owner", "statuspage"
BYPASSES = (
    "ALTER TABLE letter DISABLE TRIGGER letter_no_rewrite",
    "ALTER TABLE letter DISABLE TRIGGER ALL",
    "DROP TRIGGER event_no_rewrite ON event",
    "DROP TABLE handover CASCADE",
    "CREATE OR REPLACE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "SET session_replication_role = replica",
    "TRUNCATE promise CASCADE",
)


def documented(name: str) -> str:
    """The statements that the docs give for two roles, with roles and a database of this test's own."""
    page = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"^## Two roles on PostgreSQL\n.*?```sql\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    return re.sub(rf"\b({OWNER}|{SERVER})\b", lambda role: f"{role[0]}_{name}", script)


@pytest.fixture
def urls(tmp_path) -> Iterator[tuple[str, str]]:
    """The address of a new database for the role that owns it, and for the role that serves."""
    name = uuid4().hex[:8]
    with throwaway("postgresql", tmp_path) as admin:
        roles = f"{OWNER}_{name}", f"{SERVER}_{name}"
        before, after = documented(name).split("-- then")
        database = make_url(admin).database
        with psycopg.connect(_plain(admin), autocommit=True) as connection:
            for statement in before.replace(f"DATABASE {SERVER}_{name}", f"DATABASE {database}").split(";"):
                if statement.strip() and not statement.strip().startswith("CREATE DATABASE"):
                    connection.execute(statement.encode())
            connection.execute(f"ALTER DATABASE {database} OWNER TO {roles[0]}".encode())
        addresses = [make_url(admin).set(username=role).render_as_string(hide_password=False) for role in roles]
        with psycopg.connect(_plain(addresses[0]), autocommit=True) as connection:
            connection.execute(after.partition("\n")[2].encode())
        try:
            yield addresses[0], addresses[1]
        finally:
            with psycopg.connect(_plain(admin), autocommit=True) as connection:
                for role in reversed(roles):
                    connection.execute(f"DROP OWNED BY {role} CASCADE".encode())
                connection.execute(f"ALTER DATABASE {database} OWNER TO postgres".encode())
                connection.execute(f"DROP ROLE {', '.join(roles)}".encode())


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _app(url, tmp_path):
    return create_app(settings_for(url, tmp_path))


def test_the_owner_upgrades_and_the_other_serves_and_can_lift_nothing(urls, tmp_path):
    owner, server = (_app(url, tmp_path) for url in urls)
    with server.app_context():
        with pytest.raises(SchemaRefused, match="permission denied"):
            bring_up_to_date()
        db.engine.dispose()
    with owner.app_context():
        bring_up_to_date()
        db.engine.dispose()
    with server.app_context():
        bring_up_to_date()  # as each start does, and there is nothing to do
        assert demo.load(server), "everything that people do can be done"
        for statement in BYPASSES:
            with pytest.raises(ProgrammingError, match=r"must be owner|permission denied"), write() as session:
                session.execute(text(statement))
        for statement in ("UPDATE letter SET body = 'rewritten'", "DELETE FROM reply"):
            with pytest.raises(DatabaseError, match="never changed"), write() as session:
                session.execute(text(statement))
        db.session.remove()
        db.engine.dispose()


@pytest.mark.torture
def test_the_one_that_serves_makes_backups_and_the_owner_restores_them_with_its_rights(urls, tmp_path):
    owner, server = (_app(url, tmp_path) for url in urls)
    file = str(tmp_path / "one.tar")
    with owner.app_context():
        bring_up_to_date()
        db.engine.dispose()
    with server.app_context():
        assert demo.load(server)
        made = server.test_cli_runner().invoke(args=["backup", file])
        assert made.exit_code == 0, made.output
        refused = server.test_cli_runner().invoke(args=["restore", file])
        assert refused.exit_code == 1
        assert "must be owner" in refused.output or "permission denied" in refused.output
        db.session.remove()
        db.engine.dispose()
    with owner.app_context():
        restored = owner.test_cli_runner().invoke(args=["restore", file])
        assert restored.exit_code == 0, restored.output
        db.engine.dispose()
    with server.app_context():
        bring_up_to_date()
        with write() as session:
            session.execute(text("UPDATE ticket SET dropped_at = NULL"))
        with pytest.raises(DatabaseError, match="never changed"), write() as session:
            session.execute(text("DELETE FROM reply"))
        db.session.remove()
        db.engine.dispose()
