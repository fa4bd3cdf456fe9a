"""What one act costs, as it was measured: what the simulation is fed with. Each figure has its source beside it."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Costs:
    """Milliseconds are processor time of our process, but for the ``server``'s, which are PostgreSQL's."""

    kept_ms: float
    private_ms: float = 0.39  # a customer's page asked again, 20 letters, on the wire (`bench private`, `bench peers`)
    desk_ms: float = 20  # a page of the desk over a million tickets: 8 to 14 ms, on a busy machine 20 (`bench views`)
    word_ms: float = 12  # 9.9 ms an event by the verbs on PostgreSQL, on a busy machine; 2 for its form, assumed
    view_ms: float = 6  # what watchers see, made anew: about half of the customer's page made anew (`bench page`)
    tell_ms: float = 0.013  # one watcher told: 132 ms until 10,000 have it (`bench broadcast`)
    beat_seconds: float = 20  # between two lines to a watcher of whom nothing is told (`BEAT`); taken to be as dear
    notice_ms: float = 0.05  # a change that nobody watches here: assumed, as two questions to SQLite take 0.015
    word_server_ms: float = 2.4  # an event with all that belongs to it: PostgreSQL 18, the demo's past made twice
    read_server_ms: float = 0.5  # the statements of a page: assumed, as one from afar takes 0.26 to 0.48 in all
    process_mb: float = 101  # a process at rest, after its first page (`bench start`)
    watcher_kb: float = 10.5  # one more watcher: 2.8, and 7.7 of the system, for both ends (`bench broadcast`)
    ticket_kb: float = 7.2  # a ticket of five events, with its indexes: 308 of them on PostgreSQL 18
    wal_kb: float = 11  # of PostgreSQL's log for an event, whole pages in it: the same


ON_SQLITE = Costs(kept_ms=0.027)  # 21 to 31 µs (`bench kept`)
ON_POSTGRESQL = replace(ON_SQLITE, kept_ms=0.08)  # asked alone; 0.023 where 16 ask at once (`bench kept_postgresql`)
