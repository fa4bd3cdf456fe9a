"""Words that are posted through whatever happens, and streams that follow them: which were taken, and which arrived."""

import contextlib
import http.client
import re
import socket
import threading
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import select

from statuspage.db import db
from statuspage.domain.letters import Reply
from tests.front.house import Reader, send
from tests.patience import LONG, until

TAKEN = (200, 303)
WORD = re.compile(r"\bword-(\d+)\b")


@dataclass
class Poster:
    """Posts one word after another to a private page, over these ports in turn; each until it was taken.

    ``taken`` are the words that were answered with yes, ``refused`` counts the answers that were no.
    """

    ports: list[int]
    path: str
    taken: list[int] = field(default_factory=list)
    refused: int = 0
    unclear: int = 0
    posted: int = 0

    def post(self, ended: threading.Event | None = None) -> int:
        """Post the next word, again and again under the same key of its form; the word."""
        self.posted += 1
        word = self.posted
        form = urlencode({"body": f"Here is word-{word} for you.", "once": f"the form of {word}"}).encode()
        pause = threading.Event()
        while not self._try(self.ports[word % len(self.ports)], form):
            if ended is not None and ended.is_set():
                return word
            pause.wait(0.05)
        self.taken.append(word)
        return word

    def _try(self, port: int, form: bytes) -> bool:
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        try:
            status, _, body = send(port, "POST", f"{self.path}/replies", form, **kind)
        except (OSError, http.client.HTTPException):
            self.unclear += 1
            return False
        if status not in TAKEN:
            assert status in (429, 503), body.decode()
            self.refused += 1
        return status in TAKEN


class Follower(threading.Thread):
    """Follows a page's stream as a browser does, from its making on: it comes back with the id of the last event.

    ``shown`` is what it was shown last, ``words`` are all that it ever was, and ``ids`` are those of the events.
    """

    def __init__(self, port: int, page: str) -> None:
        super().__init__(daemon=True)
        self.port, self.path, self._ended = port, f"{page}/stream", threading.Event()
        self._reader: Reader | None = None
        self.shown = ""
        self.words: set[int] = set()
        self.ids: list[str] = []
        self.said: list[str] = []
        self.connected = 0
        self.start()

    def run(self) -> None:
        while not self._ended.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException, AttributeError):  # cut, or closed by the test
                self._follow()
            self._ended.wait(0.1)

    def end(self) -> None:
        self._ended.set()
        if self._reader is not None and (line := self._reader._connection.sock) is not None:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)  # or it would wait for the next beat
        self.join(LONG)

    def _follow(self) -> None:
        last = {"Last_Event_ID": self.ids[-1]} if self.ids else {}
        with Reader(self.port, f"{self.path}?since=0", **last) as self._reader:
            if self._reader.status != 200:
                return
            self.connected += 1
            while not self._ended.is_set() and (event := self._reader.next()) is not None:
                if event.name == "":
                    self.ids.append(event.id)
                    self.shown = event.data
                    self.words |= {int(word) for word in WORD.findall(event.data)}
                elif event.name != "presence":
                    self.said.append(f"{event.name} {event.data}")


def written(ticket_id: int) -> list[int]:
    """The words that stand in the database, in their order. Needs an app context."""
    db.session.rollback()
    bodies = db.session.scalars(select(Reply.body).where(Reply.ticket_id == ticket_id).order_by(Reply.version))
    return [int(found[1]) for body in bodies if (found := WORD.search(body))]


def agree(poster: Poster, ticket_id: int, *followers: Follower) -> None:
    """Nothing that was taken is lost or there twice, and every stream has shown all of it, each state once."""
    stand = written(ticket_id)
    assert len(stand) == len(set(stand)), "a word stands there twice"
    assert set(poster.taken) <= set(stand), "a word that was taken is lost"
    for follower in followers:
        until(lambda follower=follower: set(poster.taken) <= follower.words)
        assert len(follower.ids) == len(set(follower.ids)), "a stream has told the same twice"
