"""People who write to a server that is killed meanwhile: Maria at the desk, Ana on her page, and whoever asks.

What was cut off they send again with the same key, as a browser does; now and then they give up instead.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle

from statuspage.security.robots import begun_at
from tests.faults.ledger import Ledger
from tests.faults.posting import Desk, Fields, file, post
from tests.pictures import photo

GIVES_UP = 0.2  # of those who were cut off
PICTURES = 6  # every so many files is a picture, which is opened in a process of its own
_PHONE = {"phone": "+351 91 000 0000"}
AGAIN = 0.02  # seconds until one whom the server could not answer tries again
Deed = tuple[str, str, Callable[[str], Fields]]  # its kind, where it is sent, and the form that bears this word


class Poster(threading.Thread):
    """Somebody who sends one form after another, until ``ended`` is set."""

    def __init__(self, port: int, ledger: Ledger, deeds: Iterator[Deed], ended: threading.Event, cookie: str) -> None:
        super().__init__(daemon=True)
        self._port, self._ledger, self._deeds, self._ended, self._cookie = port, ledger, deeds, ended, cookie

    def run(self) -> None:
        try:
            while not self._ended.is_set():
                kind, path, form = next(self._deeds)
                word = self._ledger.send(kind)
                self._deliver(word, path, form)
        except Exception as fault:  # noqa: BLE001 - whoever waits must hear of it
            self._ledger.refuse(repr(fault))

    def _deliver(self, word: str, path: str, form: Callable[[str], Fields]) -> None:
        fields = form(word)
        while True:
            try:
                status, _, page = post(self._port, path, fields, self._cookie)
            except OSError:
                status, page = 0, ""
            if 200 <= status < 400:
                self._ledger.keep(word)
                return
            if status not in (0, 503):
                self._ledger.refuse(f"{path} {status}: {page[-300:]}")
                return
            if random.random() < GIVES_UP or self._ended.is_set():
                return
            self._ledger.repeat()
            time.sleep(AGAIN)


def at_the_desk(desk: Desk) -> Iterator[Deed]:
    """Maria: a letter, then a note among us."""
    while True:
        yield "letter", f"{desk.path}/letters", lambda word: desk.letter(f"Dear Ana, {word} is on its way.")
        yield "note", f"{desk.path}/notes", lambda word: {"body": f"I have {word} here.", **desk.proof()}


def on_her_page(page: str) -> Iterator[Deed]:
    """Ana: a reply, one with a file, and a wish for a call."""
    for number in cycle(range(PICTURES)):
        picture = number == PICTURES - 1
        replies, calls = f"{page}/replies", f"{page}/calls"
        yield "reply", replies, lambda word: {"body": f"It is {word} again.", "once": secrets.token_urlsafe(12)}
        yield "file", replies, lambda word, picture=picture: _with_file(word, picture) | {"body": f"Look: {word}."}
        yield "call", calls, lambda word: {**_PHONE, "when": f"after {word}", "once": secrets.token_urlsafe(12)}


def at_the_studio(page: str) -> Iterator[Deed]:
    """Ana, who publishes and takes it back, on a ticket that nobody else moves in public."""
    shown = {"owner": "photo", "subject": "title", "title": "My oven", "letters": "yes"}
    while True:
        yield "on", f"{page}/studio", lambda _word: {"action": "on", **shown}
        yield "off", f"{page}/studio", lambda _word: {"action": "off"}


def who_asks(key: str) -> Iterator[Deed]:
    """Those who ask for the first time, each with a file."""
    while True:
        yield "ask", "/ask", lambda word: _with_file(word) | _asks(word, key)


def _asks(word: str, key: str) -> dict[str, object]:
    begun = begun_at([key], datetime.now(UTC) - timedelta(minutes=1), "")
    ways = {"name": "Ana Reis", "contact": f"{word}@example.org"}
    return {**ways, "story": f"It went {word}.", "begun": begun, "files_key": secrets.token_urlsafe(12)}


def _with_file(word: str, picture: bool = False) -> dict[str, object]:
    content = photo() if picture else f"the words of {word}".encode()
    return {"once": secrets.token_urlsafe(12), "files": file(f"{word}.{'jpg' if picture else 'txt'}", content)}
