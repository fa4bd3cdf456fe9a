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
    from psycopg.conninfo import make_conninfo

    from statuspage.front.postgresql import PostgresqlWatch

    _, named = address.get_dialect()().create_connect_args(address)  # as the pool has it, also of several hosts
    own = named.pop("options", "")
    return PostgresqlWatch(make_conninfo(**named), waits, str(own))
