"""The whole of a move: the old database closed, every row copied and compared, the index made, and the new one opened.

Each part can be interrupted at any moment, and the same command goes on with it. Until the end nothing serves from the
new database, and the old one stays as it is, but closed to whoever writes.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Protocol

from flask import Flask
from sqlalchemy import Engine, func, select, text

from statuspage.db import db, make_whole
from statuspage.domain.words.passages import Passage
from statuspage.migrations import checks, marks
from statuspage.migrations.lock import alone
from statuspage.migrations.marks import Going, read_away
from statuspage.migrations.revisions import SchemaRefused, newest, recorded
from statuspage.migrations.upgrade import indexing
from statuspage.moving import closing, copying, target
from statuspage.moving.checking import Checked, check
from statuspage.moving.leisure import at_leisure
from statuspage.moving.target import CHECKED, MADE, MoveRefused


class Progress(Protocol):
    """What shows how far a part has come: ``with progress(title, total) as step: step(5)``."""

    def __call__(self, title: str, total: int | None) -> AbstractContextManager[Callable[[int], None]]: ...


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a move: what was ``checked``, None where it was done before, and how much can be found.

    ``left_behind`` are tables of the old database that no version of ours made.
    """

    checked: Checked | None
    passages: int
    left_behind: list[str]


def move(source: Engine, app: Flask, progress: Progress) -> Moved:
    """Move everything from ``source`` into the database of ``app``, or go on with it.

    Raises ``SchemaRefused`` where that cannot be done, or where both do not hold the same afterwards.
    """
    with _nobody_else(source), app.app_context():
        to = db.engine
        with _let_go(to):
            shown = target.shown(to.url.render_as_string(hide_password=False))
            found = _closed(source, to, shown)
            if found.done:
                _open(to)
                return Moved(None, _passages(to), closing.others(source))
            _begin(to, found.mark)
            target.make_tables(app)
            checked = _copied_and_checked(source, to, progress)
            _index(to, progress)
            with at_leisure(source, writes=True) as old:
                closing.arrive(old)
            _open(to)
            return Moved(checked, _passages(to), closing.others(source))


def stay(source: Engine) -> bool:
    """Open the old database again, whatever came of the move; False where it was open."""
    with _nobody_else(source):
        with at_leisure(source) as old:
            was_closed = read_away(old) is not None
        if was_closed:
            closing.reopen(source)
        return was_closed


@contextmanager
def _let_go(engine: Engine) -> Iterator[None]:
    """Leave no connection behind, nor anything of SQLite in a file beside."""
    try:
        yield
    finally:
        engine.dispose()
        if engine.dialect.name == "sqlite":
            make_whole(engine.url.database or "")


@contextmanager
def _nobody_else(source: Engine) -> Iterator[None]:
    """Hold the lock that upgrades hold, and do not wait for it."""
    with ExitStack() as stack:
        try:
            stack.enter_context(alone(source, wait=0))
        except SchemaRefused:
            raise MoveRefused(
                "Another process moves or upgrades this database at this moment: wait until it has ended."
            ) from None
        yield


def _closed(source: Engine, to: Engine, shown: str) -> Going:
    """Close the source, unless it is closed already; refused before that where one of both is not what it must be."""
    with at_leisure(source) as old:
        found, revision = read_away(old), recorded(old)
        if found is None and (revision != newest() or checks.differences(old, revision)):
            raise MoveRefused(
                "The old database is not what this version makes of one: start this version on it once, and stop it."
            )
    if found is not None and found.done:
        if found.target != shown:
            raise MoveRefused(f"This database was moved to {found.target} already; `move-to --stay` opens it again.")
        return found
    theirs = target.mark_of(to)
    if theirs and (found is None or theirs != found.mark):
        raise MoveRefused(
            "A move from another database into that one is not finished: run it again from there, or name an empty one."
        )
    found = found or Going(secrets.token_hex(16), shown, done=False)
    closing.close(source, found.mark, shown)
    return found


def _begin(to: Engine, mark: str) -> None:
    """Mark the new database before anybody else makes tables in it, as a start would."""
    with alone(to):
        if not target.mark_of(to):
            with at_leisure(to, writes=True) as new:
                target.begin(new, mark)


def _copied_and_checked(source: Engine, to: Engine, progress: Progress) -> Checked | None:
    with at_leisure(to) as new:
        if target.stage_of(new) != MADE:
            return None
    with progress("Copying rows", copying.left(source, to)) as step:
        copying.copy(source, to, step)
    copying.count_on(to)
    with at_leisure(to) as new:
        rows = new.scalar(select(func.sum(marks.places.c.rows))) or 0
    with progress("Comparing rows", 2 * int(rows)) as step:
        checked = check(source, to, step)
    if checked.differ:
        raise MoveRefused(
            f"Not the same in both databases: {'; '.join(checked.differ)}. The old one is unchanged: empty the new one"
            " and run `move-to` again, or open the old one again with `move-to --stay`."
        )
    with at_leisure(to, writes=True) as new:
        target.reach(new, CHECKED)
    return checked


def _index(to: Engine, progress: Progress) -> None:
    """Put all words into the index of the new database, and let it know how large its tables are."""
    with at_leisure(to) as new:
        waiting = new.scalar(select(func.count()).select_from(Passage).where(~Passage.is_indexed)) or 0
    with progress("Making words findable", waiting) as step:
        before = 0
        for done, _ in indexing(to):
            step(done - before)
            before = done
    if to.dialect.name != "sqlite":
        with at_leisure(to, writes=True) as new:
            new.execute(text("ANALYZE"))


def _open(to: Engine) -> None:
    with at_leisure(to, writes=True) as new:
        target.finish(new)


def _passages(to: Engine) -> int:
    with at_leisure(to) as new:
        return new.scalar(select(func.count()).select_from(Passage).where(Passage.is_indexed)) or 0
