"""The primary is killed and its replica takes its place: who writes meanwhile keeps the text, and all goes on.

With a synchronous replica nothing that was acknowledged is lost, and no stream has a gap.
"""

import signal
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest
from sqlalchemy import URL

from tests.conftest import migrate
from tests.front.house import get, send
from tests.load.house import Place, placed
from tests.outages.letters import TAKEN, Follower, Poster, agree
from tests.outages.postgres import OwnPostgres
from tests.outages.workers import writing
from tests.patience import until
from tests.replicas import Pair, admin, replicated

pytestmark = [pytest.mark.torture, pytest.mark.postgresql]

BACK = 10.0  # seconds from the end of the promotion until both processes take words again
PAUSE, TRY = 1.1, 0.1  # seconds between two words, and between two tries
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def test_writes_fail_in_words_all_is_back_soon_and_nothing_is_lost(tmp_path: Path) -> None:
    with ExitStack() as stack:
        pair = stack.enter_context(replicated(lasting=True))
        migrate(pair.primary.url)
        wait_for_the_replica(pair)
        place = stack.enter_context(placed(url_of_both(pair), tmp_path, 2))
        followers = [Follower(port, place.private) for port in place.ports * 2]
        for follower in followers:
            stack.callback(follower.end)
        until(lambda: all(follower.connected for follower in followers))
        poster = Poster(place.ports, place.private)
        with writing(poster, PAUSE):
            until(lambda: len(poster.taken) > 3)
            before = len(poster.taken)
            kill(pair.primary)
            for port in place.ports:
                keeps_the_text(place, port)
            pair.replica.promote()
            took = seconds_until_back(place)
            until(lambda: len(poster.taken) > before + 3)
        with place.app.app_context():
            agree(poster, place.ticket, *followers)
    said = f"{len(poster.taken)} words taken, {poster.refused} answers no, {poster.unclear} unclear"
    print(f"back {took:.1f} s after the promotion; {said}; {len(followers)} watchers have all of them")
    assert took < BACK


def url_of_both(pair: Pair) -> str:
    """Whichever of them can be written to."""
    hosts = (str(pair.primary.folder), str(pair.replica.folder))
    query = {"host": hosts, "target_session_attrs": "read-write"}
    return URL.create("postgresql+psycopg", "postgres", database="postgres", query=query).render_as_string()


def wait_for_the_replica(pair: Pair) -> None:
    """From now on the primary acknowledges only what the replica has as well."""
    with admin(pair.primary) as own:
        own.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        own.execute("SELECT pg_reload_conf()")
        until(lambda: own.execute("SELECT sync_state FROM pg_stat_replication").fetchone() == ("sync",))


def kill(server: OwnPostgres) -> None:
    """At once, with all that it has started."""
    first = psutil.Process(server._server.get_postmaster_info().pid)
    for process in [first, *first.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(signal.SIGKILL)


def keeps_the_text(place: Place, port: int) -> None:
    """Whoever sends something now is told that it may not have arrived, and has their words."""
    form = urlencode({"body": "It was <written> in the gap.", "once": f"the form by {port}"}).encode()
    status, headers, body = send(port, "POST", f"{place.private}/replies", form, **FORM)
    assert (status, headers["retry-after"]) == (503, "5")
    assert "It was &lt;written&gt; in the gap." in body.decode()
    assert get(port, "/healthz")[0] == 200


def seconds_until_back(place: Place) -> float:
    """Until each process has taken what was written in the gap; it is sent again under the key of its form."""
    begun, pause = time.monotonic(), threading.Event()
    for port in place.ports:
        form = urlencode({"body": "It was <written> in the gap.", "once": f"the form by {port}"}).encode()
        while send(port, "POST", f"{place.private}/replies", form, **FORM)[0] not in TAKEN:
            pause.wait(TRY)
    return time.monotonic() - begun
