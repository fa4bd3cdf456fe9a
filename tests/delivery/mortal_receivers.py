"""Receivers that are killed, one after another, at random: ``python -m tests.delivery.mortal_receivers SPOOL KILLS``.

Each is a fork of a process that has loaded everything. It takes the messages of the folder SPOOL in turn, and takes
each away after ``receive`` has returned, as a mail server does that was told so. What a killed one had taken, but
nobody was told of, is there for the next. The last one is not killed.
"""

import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from flask import Flask

from statuspage import create_app
from statuspage.config import Settings
from statuspage.db import db
from statuspage.delivery.incoming.receiving import receive

LIFE = 4  # times as long as it takes to take a message, at most, from when it begins with its first one
IDLE = 10.0  # seconds until one has something to do


def main() -> None:
    app, spool = create_app(Settings.from_env(os.environ)), Path(sys.argv[1])
    each = _measure(app, spool)
    for _ in range(int(sys.argv[2])):
        said, says = os.pipe()
        child = os.fork()
        if child == 0:
            _take(app, spool, says)
            os._exit(0)
        os.close(says)  # so that a child which has ended is not waited for
        select.select([said], [], [], IDLE)
        time.sleep(random.uniform(0, LIFE * each))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(said)
    print(len(list(spool.iterdir())), flush=True)
    _take(app, spool, os.open(os.devnull, os.O_WRONLY))


def _measure(app: Flask, spool: Path) -> float:
    """Seconds that it takes to take a message on this machine, as busy as it is now."""
    files = sorted(spool.iterdir())[:5]
    begun = time.perf_counter()
    with app.app_context():
        for file in files:
            receive(file.read_bytes(), door="pipe")
            file.unlink()
        db.engine.dispose()  # nothing of it may be shared with those who are born of this process
    return (time.perf_counter() - begun) / len(files)


def _take(app: Flask, spool: Path, says: int) -> None:
    for file in sorted(spool.iterdir()):
        raw = file.read_bytes()
        os.write(says, b"!")
        with app.app_context():
            receive(raw, door="pipe")
        file.unlink()


if __name__ == "__main__":
    main()
