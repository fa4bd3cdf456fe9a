"""How often was tried lately, counted in PostgreSQL for all processes of a fleet: one row a key, one statement a try.

The table is unlogged there: to count writes no log and waits for no disk, a crash of the server begins to count anew,
and a replica has none of it. With SQLite nothing stands here. The clock is the server's; what it says of a time that is
still to come, as after it was set back, counts no more.
"""

import time
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Engine, String, delete, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from statuspage.domain.base import Base

CLEAN = 60.0  # seconds after which a process clears away what has lapsed


class Throttled(Base):
    """What was tried lately under one key; ``key_hash`` is its SHA-256, in hex.

    ``times`` are pairs: when (seconds since 1970), and as how many it counts. All of it has lapsed ``until`` then.
    """

    __tablename__ = "throttle"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    times: Mapped[list[Any]] = mapped_column(JSON())
    until: Mapped[datetime]


_NOW = "extract(epoch FROM clock_timestamp())::float8"
_EACH = "json_array_elements(t.times) AS one"
_LATELY = f"(one->>0)::float8 BETWEEN {_NOW} - :within AND {_NOW}"
_THIS = f"json_build_array({_NOW}, CAST(:many AS integer))"
_UNTIL = "clock_timestamp() + make_interval(secs => :within)"
_MANY = f"COALESCE((SELECT sum((one->>1)::integer) FROM {_EACH} WHERE {_LATELY}), 0)"  # noqa: S608 - all of it is ours
# Whoever comes meanwhile waits for the row, and then finds in it what this one has counted.
_TAKE = text(
    f"INSERT INTO throttle AS t (key_hash, times, until) VALUES (:key, json_build_array({_THIS}), {_UNTIL})"  # noqa: S608
    f" ON CONFLICT (key_hash) DO UPDATE SET until = {_UNTIL}, times = (SELECT json_agg(one) FROM ("
    f"SELECT one FROM {_EACH} WHERE {_LATELY} UNION ALL SELECT {_THIS}) AS kept)"
    f" WHERE {_MANY} + :many <= :most RETURNING 1"
)
_STANDS = text(
    f"SELECT min((one->>0)::float8), sum((one->>1)::integer) FROM throttle AS t, {_EACH}"  # noqa: S608
    f" WHERE key_hash = :key AND {_LATELY}"
)
_LAPSED = select(Throttled.key_hash).where(Throttled.until < func.clock_timestamp()).with_for_update(skip_locked=True)
_CLEAR = delete(Throttled).where(Throttled.key_hash.in_(_LAPSED))


class DatabaseCounts:
    """Each try is a transaction of its own: it counts, whatever becomes of the request that it belongs to."""

    faults = (SQLAlchemyError,)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._clean = time.monotonic() + CLEAN

    def take(self, key: str, most: int, within: int, many: int) -> bool:
        """Count ``many`` more under this key; False, and nothing counted, if ``within`` seconds that is too many."""
        with self._engine.connect() as connection:
            if time.monotonic() > self._clean:
                self._clean = time.monotonic() + CLEAN
                connection.execute(_CLEAR)
            wanted = {"key": key, "most": most, "within": within, "many": many}
            return connection.execute(_TAKE, wanted).first() is not None

    def stands(self, key: str, within: int) -> tuple[float, int]:
        """When the first of these seconds was tried (seconds since 1970), and how many there were."""
        with self._engine.connect() as connection:
            since, many = connection.execute(_STANDS, {"key": key, "within": within}).one()
        return (time.time() if since is None else since), many or 0

    def forget(self, key: str = "") -> None:
        """Count nothing any more of this key, or of all."""
        with self._engine.connect() as connection:
            connection.execute(delete(Throttled).where(Throttled.key_hash == key) if key else delete(Throttled))
