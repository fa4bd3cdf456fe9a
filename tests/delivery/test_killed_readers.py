"""A long mailbox takes no more memory than a short one, and whenever a reader is killed, nothing is passed over."""

import os
import subprocess
import sys
import threading
import tracemalloc
from collections import Counter
from dataclasses import replace

import pytest

from statuspage.config import PROJECT
from statuspage.delivery.incoming.imap import MailboxReader
from tests.delivery.conftest import HOST
from tests.delivery.imap_servers import dovecot
from tests.schemas.processes import environment

pytestmark = [pytest.mark.torture, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
LINE = b"It hums again. " * 60 + b"\r\n"


@pytest.fixture(scope="module")
def server(authority):
    with dovecot(authority, HOST) as server:
        yield replace(server, host="127.0.0.1")


def mail(number, size=0):
    return f"Subject: {number}\r\n\r\n".encode() + LINE * (size // len(LINE))


def peak(app, url, count):
    """The most bytes that were held at once while so many messages were read."""
    app.extensions["settings"] = replace(app.extensions["settings"], imap_url=url)
    ended, taken = threading.Event(), []

    def take(raw, **more):
        taken.append(len(raw))
        if len(taken) == count:
            ended.set()

    tracemalloc.start()
    try:
        MailboxReader(app, ended, take).work()
        assert len(taken) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_thousand_messages_take_no_more_memory_than_a_hundred(app, server):
    for user, count in (("warm", 10), ("few", 100), ("many", 1000)):
        server.put(user, *[mail(number, 64 * KILOBYTE) for number in range(count)])
    peak(app, server.url("warm", scheme="imap"), 10)
    few = peak(app, server.url("few", scheme="imap"), 100)
    more = peak(app, server.url("many", scheme="imap"), 1000) - few
    assert more < 16 * 64 * KILOBYTE, "of 900 more messages something stays"


def test_a_large_message_takes_a_few_times_its_size_and_a_larger_one_less(app, server):
    server.put("small", mail(1))
    server.put("large", mail(1, 20 * MEGABYTE))
    server.put("larger", mail(1, 40 * MEGABYTE))
    small = peak(app, server.url("small", scheme="imap"), 1)
    assert peak(app, server.url("large", scheme="imap"), 1) - small < 3 * 20 * MEGABYTE
    assert peak(app, server.url("larger", scheme="imap"), 1) - small < 4 * MEGABYTE


def test_forty_killed_readers_pass_over_nothing_and_repeat_at_most_what_was_under_way(app, database, server, tmp_path):
    count, kills = 400, 40
    server.put("killed", *[mail(number) for number in range(count)])
    environ = environment(database, tmp_path) | {
        "STATUSPAGE_IMAP_URL": server.url("killed", scheme="imap"),
        "STATUSPAGE_REPLY_DOMAIN": "reply.fernhill.example",
    }
    command = [sys.executable, "-m", "tests.delivery.mortal_reader", str(kills), str(tmp_path / "taken")]
    told = subprocess.run(
        command, cwd=PROJECT, env=os.environ | environ, check=False, capture_output=True, timeout=1800
    )
    assert told.returncode == 0, told.stderr.decode()
    rows = [line.split() for line in (tmp_path / "taken").read_text().splitlines()]
    assert len({pid for pid, _ in rows}) > kills / 4, "most of them were killed before they did anything"
    by_each = Counter((pid, number) for pid, number in rows)
    assert max(by_each.values()) == 1
    again = sum(Counter(number for _, number in rows).values()) - len({number for _, number in rows})
    assert again <= kills
    reached = max(int(number) for _, number in rows)
    assert {int(number) for _, number in rows} == set(range(reached + 1))
