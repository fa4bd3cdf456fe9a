"""On PostgreSQL its own programs make a backup and bring it back, as docs/operating.md says, triggers and all."""

import subprocess

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from statuspage import create_app
from statuspage.config import PROJECT
from statuspage.db import db, write
from statuspage.domain.events import Event
from statuspage.migrations.upgrade import bring_up_to_date
from tests.cast import gather
from tests.conftest import START, migrate, settings_for
from tests.databases import pg_program, throwaway

DUMP, RESTORE = ["pg_dump", "--format=custom"], ["pg_restore", "--no-owner", "--exit-on-error"]


def run(words: list[str], *more: str) -> None:
    subprocess.run([pg_program(words[0]), *words[1:], *more], check=True, capture_output=True, timeout=300)


def plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.mark.postgresql
def test_what_was_dumped_is_restored_whole_and_still_cannot_be_rewritten(tmp_path):
    told = (PROJECT / "docs" / "operating.md").read_text(encoding="utf-8")
    for words in (DUMP, RESTORE):
        assert all(word in told for word in words)
    file = tmp_path / "statuspage.dump"
    with throwaway("postgresql", tmp_path) as old, throwaway("postgresql", tmp_path) as new:
        migrate(old)
        app = create_app(settings_for(old, tmp_path))
        with app.app_context():
            with write() as session:
                gather(session, START)
            db.engine.dispose()
        run(DUMP, f"--file={file}", plain(old))
        run(RESTORE, f"--dbname={plain(new)}", str(file))
        app = create_app(settings_for(new, tmp_path))
        with app.app_context():
            bring_up_to_date()
            assert db.session.scalar(select(func.count()).select_from(Event)) == 1
            with pytest.raises(DatabaseError, match="never changed"), write() as session:
                session.execute(text("UPDATE reply SET body = 'rewritten'"))
            db.session.remove()
            db.engine.dispose()
