"""An instance whose server is to suffer: Ana's two tickets on a database, and where they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from statuspage import create_app
from statuspage.db import db, write
from statuspage.domain.opening import open_ticket
from statuspage.domain.shares.share import shares_of
from statuspage.filing.storage import Storage
from statuspage.filing.taking_in import filing
from tests.cast import gather
from tests.conftest import settings_for


@dataclass(frozen=True)
class Instance:
    """``app`` is a second one beside the server's. ``page`` is Ana's; on her other ticket only she moves anything."""

    app: Flask
    folder: Path
    ticket_id: int
    other_id: int
    page: str
    other: str

    @property
    def session(self) -> Session:
        """What the database holds now."""
        db.session.rollback()
        return db.session()

    @property
    def storage(self) -> Storage:
        """Where its files lie."""
        return filing().storage

    @property
    def key(self) -> str:
        """The secret with which it signs."""
        return str(self.app.extensions["settings"].secret_keys[-1])

    def path(self, scope: str, ticket_id: int) -> str:
        """Where this key of a ticket leads."""
        urls = self.app.extensions["urls"]
        return str(urls.shared(shares_of(self.session, ticket_id)[scope])).removeprefix(urls.base)


@contextmanager
def instance(url: str, folder: Path) -> Iterator[Instance]:
    """One on this database, with its files in the folder, until the end of the block."""
    app = create_app(settings_for(url, folder))
    with app.app_context():
        begun = datetime.now(UTC) - timedelta(hours=1)
        with write() as session:
            cast = gather(session, begun)
            other = open_ticket(session, cast.ana, cast.maria, begun, subject="The oven", story="It is cold.")
            urls, shares = app.extensions["urls"], [shares_of(session, one.id) for one in (cast.ticket, other)]
            paths = [urls.shared(one["private"]).removeprefix(urls.base) for one in shares]
        try:
            yield Instance(app, folder, cast.ticket.id, other.id, *paths)
        finally:
            db.session.remove()
            db.engine.dispose()
