"""The replicas from which public pages are read: each answers, is one of our database, and is not far behind."""

from collections.abc import Iterator

from flask import Flask

from statuspage.checkup.finding import Finding
from statuspage.refusals import told
from statuspage.replicas import Replicas, ReplicaState

ABOUT = "replica"
FAR = 60.0  # seconds of lag that are worth a look
_MEANWHILE = "Pages are read at the primary meanwhile."


def check_replicas(app: Flask) -> Iterator[Finding]:
    """Each of them; nothing where there are none."""
    replicas: Replicas | None = app.extensions.get("replicas")
    for one in replicas.standings() if replicas else ():
        yield _finding(one)


def _finding(one: ReplicaState) -> Finding:
    name = f"Replica {one.number}"
    if one.fault is not None:
        why = told(one.fault) or str(one.fault)
        words = f"{name} ({one.where}) is of no use: {why} {_MEANWHILE}"
        return Finding(ABOUT, False, words, "Mend it, or take it out of STATUSPAGE_DATABASE_REPLICA_URLS.")
    if one.lag is None:
        return Finding(ABOUT, None, f"{name} answers; how far it lags cannot be known.", "See its own log.")
    if one.lag > FAR:
        words = f"{name} lags by up to {one.lag:.0f} seconds. What it lacks is read at the primary."
        return Finding(ABOUT, None, words, "See whether it still follows the primary: pg_stat_replication there.")
    return Finding(ABOUT, True, f"{name} answers, and lags by {one.lag:.1f} seconds at most.")
