"""Readers that are killed: ``python -m tests.delivery.mortal_reader KILLS FILE`` starts and kills one after another.

Each is a fork that dies at random while it reads, and writes the subject of each message into the file as it takes it.
The settings come from the environment.
"""

import os
import random
import signal
import sys
import threading
import time
from datetime import timedelta

from flask import Flask

from statuspage import create_app
from statuspage.config import Settings
from statuspage.delivery.incoming import imap, mailbox_lease

LIVES = 1.0  # seconds at most


def main() -> None:
    app = create_app(Settings.from_env(os.environ))
    imap.ELSEWHERE = 0.02
    mailbox_lease.LEASE = imap.LEASE = timedelta(seconds=0.2)
    for _ in range(int(sys.argv[1])):
        child = os.fork()
        if child == 0:
            _read(app, sys.argv[2])
        time.sleep(random.uniform(0, LIVES))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _read(app: Flask, file: str) -> None:
    notes = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def take(raw: bytes, **more: object) -> None:
        subject = raw.partition(b"Subject: ")[2].partition(b"\r")[0].decode()
        os.write(notes, f"{os.getpid()} {subject}\n".encode())
        time.sleep(random.uniform(0, 0.1))  # or the first few would have read it all

    reader = imap.MailboxReader(app, threading.Event(), take)
    with app.app_context():
        while True:
            time.sleep(reader.work())


if __name__ == "__main__":
    main()
