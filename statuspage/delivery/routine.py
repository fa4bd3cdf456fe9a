"""What runs beside the server, or as a process of its own: one piece of work, again and again, in a thread."""

import logging
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask

from statuspage import wearing
from statuspage.refusals import is_outage

AGAIN = 10.0  # seconds until the next try, after a fault of ours
SOON = 2.0  # ... and while the database does not answer, which costs it nothing
LAST_WORDS = 2.0  # seconds that work under way has left when the server stops

log = logging.getLogger("statuspage.delivery")


def backoff(tries: int, first: float, longest: float) -> float:
    """Seconds until the next try: twice as long each time, and never for all at the same moment."""
    wait = first * 2.0 ** min(tries - 1, 30)
    return min(wait, longest) * random.uniform(0.8, 1.2)  # noqa: S311 - no secret


@contextmanager
def watched(app: Flask) -> Iterator[None]:
    """A process without pages is told of to the team's instruments too, if there are any."""
    observers = app.extensions.get("observers", ())
    for one in observers:
        one.start()
    try:
        yield
    finally:
        for one in observers:
            one.stop()


class Routine:
    """Calls ``work`` in an app context until it is stopped; ``work`` returns the seconds until it is called again.

    ``ended`` is set when it is to stop, so that long work can look.
    """

    def __init__(
        self, app: Flask, name: str, work: Callable[[], float], *, ended: threading.Event | None = None
    ) -> None:
        self._app, self._name, self._work = app, name, work
        self._ended, self._thread = ended or threading.Event(), threading.Thread()

    def start(self) -> None:
        """Begin."""
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self, last_words: float = LAST_WORDS) -> None:
        """End, within so many seconds. What is not done by then waits in the outbox for the next start."""
        self._ended.set()
        self._thread.join(last_words)

    def _run(self) -> None:
        wait, is_told = 0.0, False
        while not self._ended.wait(wait):
            try:
                with self._app.app_context():
                    wearing.look()  # mails bear the company's name and colours as they are now
                    wait = self._work()
                is_told = False
            except Exception as fault:
                wait = SOON if is_outage(fault) else AGAIN
                if wait == AGAIN:
                    log.exception("The work of %s failed; what must leave waits", self._name)
                elif not is_told:
                    log.warning("The database does not answer; what %s does waits", self._name)
                is_told = wait == SOON
