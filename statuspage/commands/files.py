"""The files that people have sent: how many there are, what room they take, and what is nobody's."""

from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from statuspage.commands.in_words import in_words
from statuspage.commands.progress import progress
from statuspage.db import db
from statuspage.delivery import sweeping
from statuspage.domain.files.file import File
from statuspage.domain.files.limits import told
from statuspage.filing.left_behind import left_behind
from statuspage.filing.storage import StoreFault
from statuspage.filing.taking_in import filing

_OLD = timedelta(days=2)  # what was stored so long ago and is nobody's will not be anybody's


@click.command("files")
@click.option("--sweep", is_flag=True, help="Look again at what is held back, and delete what is nobody's.")
@with_appcontext
def files(sweep: bool) -> None:
    """Tell how many files there are, and what room they take; the server sweeps by itself, but for what was left."""
    with in_words():
        if sweep:
            _sweep()
        for state, count, size, unsent in _counts():
            click.echo(f"{state}: {count} files, {told(size)}" + (f", of which {unsent} not sent" if unsent else ""))


def _sweep() -> None:
    done = sweeping.sweep()
    try:
        with progress("Looking at what is stored") as step:
            names = list(left_behind(db.session(), filing().storage, datetime.now(UTC) - _OLD, step))
        with progress("Deleting what is nobody's", len(names)) as step:
            for name in names:
                filing().storage.delete([name])
                step()
    except StoreFault as fault:
        raise click.ClickException(f"The storage does not answer: {fault}") from fault
    click.echo(f"Looked at or put away: {done}. Deleted, as nobody's: {len(names)}.")


def _counts() -> list[tuple[str, int, int, int]]:
    unsent = func.count().filter(File.version.is_(None))
    query = select(File.state, func.count(), func.coalesce(func.sum(File.size), 0), unsent).group_by(File.state)
    db.session.rollback()
    rows = [(state, count, int(size), left) for state, count, size, left in db.session.execute(query)]
    return rows or [("ready", 0, 0, 0)]
