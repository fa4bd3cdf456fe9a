"""Whether the process can serve, and whether the database is ready for it: two questions, two addresses."""

import pytest
from flask_migrate import downgrade
from sqlalchemy import text

from statuspage import __version__, create_app
from statuspage.db import db
from statuspage.migrations.revisions import newest
from tests.conftest import settings_for


@pytest.mark.parametrize("path", ["/healthz", "/up"])
def test_a_process_that_serves_says_so_with_its_version(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, f"ok {__version__}\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_with_the_database_of_its_version_it_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (200, f"ok {__version__}\n")
    assert answer.headers["Cache-Control"] == "no-store"


def unready(client):
    """What a balancer is told, while the process itself is well."""
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.count("\n") == 1
    assert client.get("/healthz").status_code == 200
    return answer.text


def test_with_the_database_of_another_version_it_is_not_ready(app, client):
    stamp("9999")
    try:
        assert unready(client) == f"The database has the schema 9999, and this version needs {newest()}.\n"
    finally:
        stamp(newest())


def stamp(revision):
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_with_an_empty_database_it_is_not_ready(app, client):
    downgrade(revision="base")
    assert "no schema yet" in unready(client)


@pytest.mark.parametrize("url", ["sqlite:////nonexistent/none.db", "postgresql://maria:secret@127.0.0.1:1/nothing"])
def test_without_a_database_it_is_not_ready_and_tells_no_secret(monkeypatch, tmp_path, url):
    monkeypatch.setattr("pathlib.Path.mkdir", lambda *_, **__: None)
    app = create_app(settings_for(url, tmp_path))
    assert unready(app.test_client()) == "The database cannot be reached.\n"
    assert "schema of the database: cannot be reached" in app.test_cli_runner().invoke(args=["version"]).stdout


def test_the_command_tells_the_version_and_both_schemas(app):
    said = app.test_cli_runner().invoke(args=["version"])
    assert said.exit_code == 0
    assert said.stdout.splitlines() == [
        f"statuspage {__version__}",
        f"schema of this version: {newest()}",
        f"schema of the database: {newest()}",
    ]
