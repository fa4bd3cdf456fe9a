"""What anyone may see, read from replicas of PostgreSQL: never from one that lacks what the primary had by then.

Whether a key still opens anything is asked at the primary, in one statement with how the public side of its ticket
stands (``domain/shares/share.py``). A replica is read from only where it stands there too, or further on. So nothing
that was withdrawn is shown by one that lags, no answer is made of less than it says, and all who wrote see it.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, g
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from statuspage.db import db
from statuspage.protocol import PublicVersion
from statuspage.replica import OURS, WRITTEN, NotOurs, Replica
from statuspage.waiting import Waits

FRESH = 60.0  # seconds by which figures that are counted anew only now and then may be older
_STANDS = text(
    "SELECT public_version, (SELECT changes FROM consent) FROM ticket WHERE id = :ticket AND pg_is_in_recovery()"
)
Found = TypeVar("Found")
IsFit = Callable[[Replica, Session], bool]


class Reads:
    """What one request reads of one ticket: from a replica while that goes well, else at the primary."""

    def __init__(self, replica: Replica | None = None, session: Session | None = None) -> None:
        self._replica, self._session = replica, session

    def ask(self, question: Callable[[Session], Found]) -> Found:
        """What this question finds. It is asked once more, at the primary, where the replica fails."""
        if self._replica is not None and self._session is not None:
            try:
                return question(self._session)
            except SQLAlchemyError as fault:
                self._replica.lose(fault)
                self.close()
        return question(db.session())

    def close(self) -> None:
        """End what was begun at a replica."""
        session, self._session = self._session, None
        if session is not None:
            session.close()


@dataclass(frozen=True, slots=True)
class ReplicaState:
    """How one replica stands: for how many seconds at most it lags, None if unknown; ``fault`` is why it is of no use.

    ``where`` is its address without its password.
    """

    number: int
    where: str
    lag: float | None
    fault: Exception | None = None


class Replicas:
    """All of them, asked in turn. ``reads`` counts where requests of anyone were answered from, and why not here."""

    def __init__(self, app: Flask, urls: Sequence[str], waits: Waits, *, pooled: bool) -> None:
        self._app = app
        self._identity = ""
        self.all = tuple(
            Replica(number, url, waits, self._identify, pooled=pooled) for number, url in enumerate(urls, 1)
        )
        self._turn = itertools.count()
        self.reads: Counter[str] = Counter()

    def of_ticket(self, ticket_id: int, public: PublicVersion) -> Reads:
        """For what anyone may see of this ticket, which stood so when the primary was asked for its key."""

        def is_fit(_replica: Replica, session: Session) -> bool:
            found = session.execute(_STANDS, {"ticket": ticket_id}).first()
            return found is not None and found[0] >= public.number and found[1] >= public.consents

        return self._first(is_fit)

    def of_team(self) -> Reads:
        """For figures that may be a minute older than what the primary has."""
        at = written()

        def is_fit(replica: Replica, session: Session) -> bool:
            lag = replica.lag(session, at)
            return lag is not None and lag <= FRESH

        return self._first(is_fit)

    def standings(self) -> Iterator[ReplicaState]:
        """How each of them stands now; whoever asks waits for it."""
        at = written()
        for one in self.all:
            where = one.engine.url.render_as_string(hide_password=True)
            try:
                one.look()
                with one.engine.connect() as connection:
                    yield ReplicaState(one.number, where, one.lag(connection, at))
            except (NotOurs, SQLAlchemyError) as fault:
                yield ReplicaState(one.number, where, None, fault)

    def close(self) -> None:
        """Let go of all."""
        for one in self.all:
            one.close()

    def _first(self, is_fit: IsFit) -> Reads:
        replica = self._next()
        if replica is None:
            self.reads["lost"] += 1
            return Reads()
        session = None
        try:
            session = replica.begin()
            fits = is_fit(replica, session)
            if fits:
                replica.trust(session)
        except SQLAlchemyError as fault:
            replica.lose(fault)
            fits = False
            self.reads["lost"] += 1
        else:
            self.reads["replica" if fits else "behind"] += 1
        reads = Reads(replica, session)
        if not fits:
            reads.close()
        return reads

    def _next(self) -> Replica | None:
        start = next(self._turn)
        for step in range(len(self.all)):
            one = self.all[(start + step) % len(self.all)]
            if one.is_well:
                return one
            one.ask()
        return None

    def _identify(self) -> str:
        if not self._identity:
            with self._app.app_context(), db.engine.connect() as connection:
                self._identity = str(connection.scalar(OURS))
        return self._identity


def written() -> str:
    """How far the primary has written by now."""
    return str(db.session.scalar(WRITTEN))


def install(app: Flask, urls: Sequence[str], waits: Waits, *, pooled: bool) -> None:
    """Let public reads of this app come from the replicas at these addresses, where there are any."""
    if not urls:
        return
    app.extensions["replicas"] = Replicas(app, urls, waits, pooled=pooled)
    app.teardown_request(_end)


def _end(_error: BaseException | None) -> None:
    for reads in g.pop("reads", {}).values():
        reads.close()
