"""Chooses how the database is watched, by its URL."""

from sqlalchemy.engine import make_url

from statuspage.front.watch import Watch


def watch(url: str) -> Watch:
    """The watch over the database at this SQLAlchemy URL. Nothing of the other database is loaded."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        from statuspage.front.sqlite import SqliteWatch

        return SqliteWatch(address.database or "")
    from statuspage.front.postgresql import PostgresqlWatch

    return PostgresqlWatch(address.set(drivername="postgresql").render_as_string(hide_password=False))
