"""Chooses how the database is watched, by its URL."""

from sqlalchemy.engine import make_url

from statuspage.front.watch import Watch
from statuspage.waiting import Waits


def watch(url: str, waits: Waits) -> Watch:
    """The watch over the database at this SQLAlchemy URL. Nothing of the other database is loaded."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        from statuspage.front.sqlite import SqliteWatch

        return SqliteWatch(address.database or "")
    from statuspage.front.postgresql import PostgresqlWatch

    own = address.query.get("options", "")
    plain = address.set(drivername="postgresql").difference_update_query(["options"])
    return PostgresqlWatch(plain.render_as_string(hide_password=False), waits, str(own))
