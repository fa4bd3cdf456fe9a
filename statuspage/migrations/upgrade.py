"""The way to this version's schema, whichever older one a database has."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from statuspage.domain.words.sources import go_on, left, waits
from statuspage.migrations.checks import refuse_strange
from statuspage.migrations.lock import alone
from statuspage.migrations.marks import why_closed
from statuspage.migrations.revisions import SchemaRefused, newest, recorded
from statuspage.rhythm import Rhythm

_log = logging.getLogger("statuspage")


def bring_up_to_date() -> None:
    """Make or upgrade the tables of the current app's database, alone and in one transaction.

    Raises ``SchemaRefused`` for a database of a newer version, for one that is not what it says, for one that is moved
    to another one or is not whole yet after such a move, and for none.
    """
    _refuse_closed()
    if not _is_up_to_date():
        to_newest(current_app)
    _refuse_closed()  # a move may have begun while we waited
    with refused_in_words():
        index_the_rest()


def to_newest(app: Flask) -> None:
    """Take every step to this version's schema. Alembic is loaded for it, as most starts have none to take."""
    from alembic import command

    command.upgrade(app.extensions["migrate"].migrate.get_config(), "head")


def _is_up_to_date() -> bool:
    """Whether it has this version's schema already. Raises ``SchemaRefused`` where it only says so."""
    with refused_in_words(), current_app.extensions["sqlalchemy"].engine.connect() as connection:
        if recorded(connection) != newest():
            return False
        refuse_strange(connection)
        return True


def _refuse_closed() -> None:
    with refused_in_words(), current_app.extensions["sqlalchemy"].engine.connect() as connection:
        if words := why_closed(connection):
            raise SchemaRefused(words)


def index_the_rest() -> None:
    """Put what was written before it could be found into the index, a part at a time; as often as it is interrupted."""
    engine = current_app.extensions["sqlalchemy"].engine
    with Session(engine) as session:
        if not waits(session):
            return
    rhythm = Rhythm()
    with alone(engine):
        for done, most in indexing(engine):
            if rhythm.is_time(done, most):
                _log.info("what was written can be found: %s of %s", done, most)


def indexing(engine: Engine) -> Iterator[tuple[int, int]]:
    """Put everything that waits for it into the index; after each part, how much is done, and of how much."""
    writer = engine.execution_options(writes=True)
    with Session(engine) as session:
        done, most = 0, left(session)
    while done < most:
        with Session(writer) as session, session.begin():
            part = go_on(session)
        if not part:
            return
        done += part
        yield done, max(done, most)


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Whatever the database refuses meanwhile becomes ``SchemaRefused``: for a start, and for ``flask db``."""
    try:
        yield
    except DBAPIError as fault:
        said = (str(fault.orig).splitlines() or [""])[0]
        raise SchemaRefused(
            f"The database did not answer as it should ({said}), and nothing was changed: see that it runs and can be"
            " written to, and start again."
        ) from fault
