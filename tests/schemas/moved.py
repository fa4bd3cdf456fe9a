"""A database with a row in every table, and values that two kinds may hold differently; and its very bytes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.bounces import Bounce
from statuspage.domain.incoming.mailbox import MailboxRead
from statuspage.domain.people.photos import Photo
from statuspage.domain.tags.tag import Tag
from statuspage.domain.way_in.used_forms import UsedForm
from tests.conftest import migrate, settings_for
from tests.schemas import NOW, make

ODD = "\u202eright to left\u202c, a\u0301 and á, 👩🏽‍🚒, tab\tand\r\nlines, \u2028 \ufeff\u00a0 trailing  "
KEYS = ("b@x.example", "B@x.example", "_@x.example", "ä@x.example", "a@x.example", "Z@x.example", "ﬀ@x.example")
JSON = '{"b" : 1.0,"a":[123456789012345678901234567890, 1e2, -0.0, null ],  "a":"\\ud83d\\ude00 \\u0000 ☕"}'
TIMES = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 59, 59, 999_999, tzinfo=UTC),  # where the clocks go back an hour
    datetime(2026, 10, 25, 1, 0, 0, 1, tzinfo=UTC),
    datetime(2100, 2, 28, 23, 59, 59, 100_000, tzinfo=UTC),
)


def filled(folder: Path) -> Path:
    """An SQLite database with all of it."""
    path = folder / "filled.db"
    url = f"sqlite:///{path}"
    migrate(url)
    make._fill(url, folder)
    app = create_app(settings_for(url, folder))
    with app.app_context():
        with write() as session:
            _add_odd(session)
        db.session.remove()
        db.engine.dispose()
    return path


def _add_odd(session: Session) -> None:
    session.add_all(Bounce(email=key, at=NOW + timedelta(microseconds=1), words=ODD) for key in KEYS)
    session.add_all(UsedForm(key_hash=f"{number}", until=at) for number, at in enumerate(TIMES))
    session.add(MailboxRead(name=ODD, validity=2**63 - 1, uid=-(2**63)))
    session.add(Photo(name="odd", data=bytes(range(256)) * 40, created_at=NOW))
    last = Tag(name="ß", folded="ß", created_at=NOW)
    first = Tag(name="ẞ", folded="ẞ", created_at=NOW)
    session.add(first)
    session.flush()
    session.add(last)
    session.flush()
    first.into_id = last.id  # which comes behind it
    odd = "INSERT INTO unsent_letter (agent_id, ticket_id, copy, fields, saved_at) VALUES (1, 1, 'odd', :json, :at)"
    session.execute(text(odd), {"json": JSON, "at": "2026-11-27 15:04:00.000000"})


@contextmanager
def no_progress(_title: str, _total: int | None) -> Iterator[Callable[[int], None]]:
    """Tells nobody how far it has come."""
    yield lambda _more: None


def raw(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table as SQLite holds it, but for the inside of the index of words."""
    with closing(sqlite3.connect(path)) as file:
        found = file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        names = [name for (name,) in found if not name.startswith("passage_words_")]
        return {name: sorted(file.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}
