"""A server in a process of its own that is restarted, those who ask it meanwhile, and one who watches."""

import http.client
import itertools
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlencode

from statuspage.config import PROJECT
from tests.front.house import Reader, get
from tests.patience import LONG, until
from tests.schemas.processes import environment

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
_number = itertools.count(1)


class Restarted:
    """A server on this database. ``pid`` is that of the process that was started, whoever serves."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process, self.pid, self.port, self._log = process, process.pid, port, log

    def said(self) -> str:
        """All that it has logged."""
        return self._log.read_text(encoding="utf-8")

    def is_ready(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return get(self.port, "/readyz")[0] == 200
        return False

    def restart(self) -> None:
        """Tell it to begin anew, and wait until another process serves."""
        before = self.said().count("The new process serves")
        self.process.send_signal(signal.SIGHUP)
        until(lambda: self.said().count("The new process serves") > before or self.has_ended())
        assert not self.has_ended(), self.said()

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def others(self) -> list[int]:
        """The processes that it has started, and that have not ended."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def stop(self) -> int:
        """Tell it to stop; with what it has ended."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(LONG)


@contextmanager
def serving(
    database: str,
    folder: Path,
    command: Sequence[str] = (sys.executable, "app.py"),
    given: Sequence[socket.socket] = (),
    **more: str,
) -> Iterator[Restarted]:
    """The app as it is served, without the demo; it and all that it started are gone after the block."""
    environ = environment(database, folder) | {
        "STATUSPAGE_DEMO": "off",
        "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee",
        "STATUSPAGE_DRAIN_SECONDS": "1",
        "PYTHONUNBUFFERED": "1",
        **more,
    }
    log = folder / f"server-{next(_number)}.log"
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            process_group=0,
            pass_fds=[one.fileno() for one in given],
        )
    server = Restarted(process, int(environ["PORT"]), log)
    try:
        yield server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(LONG)


class Crowd:
    """Some who ask until the end of the block, ``each`` so often in a second: they read and post in turns, half of them
    over a connection that is kept, half by a new one each time. What went wrong stands in ``faults``.
    """

    def __init__(self, port: int, links: Sequence[str], lines: int, each: float) -> None:
        self._port, self._links, self._pause = port, links, 1 / each
        self.faults: list[str] = []
        self.answered: list[str] = []  # the methods
        self.posted: list[str] = []  # every word that was acknowledged
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(lines)]

    def __enter__(self) -> "Crowd":
        self._begun = time.monotonic()
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._begun
        self._ended.set()
        for one in self._threads:
            one.join(LONG)

    def more(self, count: int) -> None:
        """Wait until so many more were answered."""
        goal = len(self.answered) + count
        until(lambda: len(self.answered) >= goal or self.faults)

    def _ask(self, number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=LONG)
        due = time.monotonic()
        for turn in itertools.count(number):
            due += self._pause
            if self._ended.wait(max(due - time.monotonic(), 0)):
                break
            if number % 2:
                line.close()  # the next request connects anew
            try:
                self._once(line, turn, self._links[turn % len(self._links)])
            except (OSError, http.client.HTTPException) as fault:
                self.faults.append(f"{'new' if number % 2 else 'kept'}: {fault!r}")
                line.close()
        line.close()

    def _once(self, line: http.client.HTTPConnection, turn: int, link: str) -> None:
        words, form = f"It hums, number {next(_number)}.", None
        method, path = "GET", (link, "/static/css/base.css")[turn % 2]
        if turn % 3 == 0:
            method, path, form = "POST", f"{link}/replies", urlencode({"body": words, "once": f"key-{words}"})
        line.request(method, path, form, FORM if form else {})
        answer = line.getresponse()
        answer.read()
        self.answered.append(method)
        if answer.status not in (200, 303):
            self.faults.append(f"{method} was answered with {answer.status}")
        elif form:
            self.posted.append(words)


class Watching:
    """One who watches a page's stream, and comes back whenever it ends, as a browser does: with the last event's id."""

    def __init__(self, port: int, link: str) -> None:
        self._port, self._link = port, link
        self.seen: list[str] = []  # the words of every event
        self.ids: list[str] = []
        self.comebacks = 0
        self.faults: list[str] = []
        self._ended = False
        self._reader: Reader | None = None
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watching":
        self._thread.start()
        until(lambda: self.ids or self.faults)
        return self

    def __exit__(self, *_: object) -> None:
        self._ended = True
        if self._reader and (line := self._reader._connection.sock):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._thread.join(LONG)

    def sees(self, words: str) -> None:
        """Wait until an event has brought these words."""
        until(lambda: any(words in event for event in self.seen) or self.faults)
        assert not self.faults

    def _watch(self) -> None:
        last = ""
        while not self._ended:
            try:
                last = self._follow(last)
            except (OSError, ValueError, http.client.HTTPException) as fault:
                if not self._ended:
                    self.faults.append(repr(fault))
                return
            self.comebacks += 1
            time.sleep(0.05)

    def _follow(self, last: str) -> str:
        known = {"Last_Event_ID": last} if last else {}
        with Reader(self._port, f"{self._link}/stream?since=0", **known) as self._reader:
            if self._reader.status != 200:
                raise ValueError(f"the stream was answered with {self._reader.status}")
            while (event := self._reader.next(name="")) is not None:
                self.seen.append(event.data)
                self.ids.append(event.id)
            return self._reader.last_id or last


def reply(port: int, link: str) -> str:
    """Reply on this page; the words."""
    words = f"I looked again, number {next(_number)}."
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
    line.request("POST", f"{link}/replies", urlencode({"body": words, "once": f"key-{words}"}), FORM)
    assert line.getresponse().status == 303
    line.close()
    return words
