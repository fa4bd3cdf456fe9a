"""Senders that are killed: ``python -m tests.delivery.mortal KILLS`` starts one after another and kills each at random.

Each is a fork of a process that has loaded everything, so that it dies while it works and not while it starts. It calls
itself by the number of its process. The settings come from the environment.
"""

import os
import random
import select
import signal
import sys
import threading
import time
from datetime import timedelta

from statuspage import create_app
from statuspage.config import Settings
from statuspage.delivery import sender

LIVES = 0.2, 0.05  # seconds at most; of every second one, from when it hands over its first mail on
IDLE = 6.0  # seconds until one has something to do, since those who died may still hold it all


def main() -> None:
    app = create_app(Settings.from_env(os.environ))
    sender.BATCH, sender.TOGETHER, sender.POLL = 4, 2, 0.02
    sender.LEASE = timedelta(seconds=4)
    for number in range(int(sys.argv[1])):
        said, says = os.pipe()
        child = os.fork()
        if child == 0:
            _send(app, says)
        if number % 2:
            select.select([said], [], [], IDLE)
        time.sleep(random.uniform(0, LIVES[number % 2]))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(said)
        os.close(says)


def _send(app: object, says: int) -> None:
    sender.host_of = lambda _: f"sender-{os.getpid()}"
    hand_over = sender.Line.send

    def send(line: sender.Line, parcel: object) -> str:
        os.write(says, b"!")
        return hand_over(line, parcel)

    sender.Line.send = send
    one = sender.Sender(app, threading.Event())
    with app.app_context():
        while True:
            time.sleep(one.work())


if __name__ == "__main__":
    main()
