"""Sends the mails of the outbox over one connection, one after another: each at least once, and hardly ever twice.

A mail is sent outside of any transaction, and marked after the server has taken it. While one is handed over, the next
is being written, in a thread of its own. Any number of senders may run at once, in any number of processes.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from flask import Flask
from sqlalchemy.orm import Session

from statuspage.clock import now
from statuspage.config import MailServer, Settings
from statuspage.db import db, write
from statuspage.delivery import marking, outbox
from statuspage.delivery.faults import BrokenOff, MailFault, ServerFault, TurnedDown
from statuspage.delivery.outbox import Leased
from statuspage.delivery.routine import backoff
from statuspage.delivery.smtp import Line
from statuspage.delivery.writing import NoMail, Ready, write_mails
from statuspage.domain.hosts import host_of

TURN = 0.0005  # seconds that a thread may run in a process of its own: who writes must not keep waiting who sends
POLL = 1.0  # seconds between looks into the outbox
LEASE = timedelta(minutes=5)
MANY = 20  # mails due at once: to write them takes about as long as to start a process
BATCH = 50  # rows leased at a time
LAST_START, CUT = 0.5, 0.95  # of the lease: no mail of the batch is begun any more; whatever still waits is ended
TOGETHER = 10  # mails written at a time, while the ones before are being sent
FIRST, LONGEST = 5.0, 300.0  # seconds until a server that could not be used is tried again, at first and at most

Span = Callable[[str], AbstractContextManager[object]]  # what tells instruments how long something took

log = logging.getLogger("statuspage.mail")


@dataclass(slots=True)
class Tally:
    """How many mails were sent, wait longer, are dead, and were left out, in one turn.

    ``said`` is why the last that waits was not taken; ``is_over``, that the server could not be used any more.
    """

    sent: int = 0
    waiting: int = 0
    dead: int = 0
    left_out: int = 0
    said: str = ""
    is_over: bool = False

    def __str__(self) -> str:
        return f"{self.sent} sent, {self.waiting} put off, {self.dead} dead, {self.left_out} left out"


class Sender:
    """Sends what is due, turn after turn, until ``ended`` is set; then it stops after the mail under way.

    ``tell`` hears after each batch of a turn how many mails it has dealt with.
    """

    def __init__(self, app: Flask, ended: threading.Event, tell: Callable[[int], None] = lambda _done: None) -> None:
        self._app, self._ended, self._failures, self._tell = app, ended, 0, tell
        self._span: Span = app.extensions.get("span", nullcontext)
        self._left: dict[int, Leased] = {}  # what was taken, and cannot have left yet

    def work(self) -> float:
        """One turn, with a line in the log if there is something to say; the seconds until the next."""
        tally = self.send_due()
        if str(tally) != str(Tally()):
            log.info("Mails: %s", tally)
        self._failures = self._failures + 1 if tally.is_over and not tally.sent else int(tally.is_over)
        wait = backoff(self._failures, FIRST, LONGEST) if tally.is_over else POLL
        if tally.said:
            log.warning("Mails wait (%s). The next look is in %.0f s.", tally.said, wait)
        return wait

    def send_due(self) -> Tally:
        """Send all that is due now, or as much as the server takes. Needs an app context."""
        self._give_back()  # of a turn in which the database was lost
        due = self._count_due()
        return self._send(due) if due else Tally()

    def _send(self, _due: int) -> Tally:
        """Send what is due, which is so much, counted up to ``MANY``."""
        tally, line = Tally(), open_line(self._app.extensions["settings"])
        with self._span("outbox"), ThreadPoolExecutor(1, "mail-writer") as pool:
            try:
                while not (self._ended.is_set() or tally.is_over) and self._send_batch(line, pool, tally):
                    self._tell(tally.sent + tally.waiting + tally.dead)
            finally:
                line.close()
        return tally

    def _count_due(self) -> int:
        """How many mails are due now, counted up to ``MANY``; none without a mail server."""
        if self._app.extensions["settings"].smtp_url is None:
            return 0
        with Session(db.engine) as session:
            return outbox.count_due(session, now(), MANY)

    def _send_batch(self, line: Line, pool: ThreadPoolExecutor, tally: Tally) -> bool:
        """Take some rows and send them; whether there may be more."""
        begun, length = monotonic(), LEASE.total_seconds()
        with write() as session:
            tally.left_out += (retired := outbox.retire_old(session, now()))
            rows = [] if retired else outbox.lease(session, now(), LEASE, BATCH)
        self._left = {row.id: row for row in rows}
        with _ended_after(length * CUT, line):
            for row, made in self._written(pool, rows):
                if self._ended.is_set() or tally.is_over or monotonic() - begun > length * LAST_START:
                    break
                if isinstance(made, Ready):
                    del self._left[row.id]
                with self._span("mail"):
                    _do(line, row, made, tally)
                self._left.pop(row.id, None)
        self._give_back()
        return bool(rows or retired)

    def _give_back(self) -> None:
        """Let others send what is left."""
        if self._left:
            with write() as session:
                outbox.give_back(session, tuple(self._left.values()))
            self._left = {}

    def _written(self, pool: ThreadPoolExecutor, rows: Sequence[Leased]) -> Iterator[tuple[Leased, Ready | NoMail]]:
        """Each row with its mail. While some are being sent, the next ones are written."""
        with Session(db.engine) as session:
            demo = outbox.of_the_demo(session, rows)
        yield from ((row, NoMail("kept")) for row in rows if row.id in demo)
        left = [row for row in rows if row.id not in demo]
        some = [left[start : start + TOGETHER] for start in range(0, len(left), TOGETHER)]
        coming: deque[Future[list[Ready | NoMail]]] = deque()
        for number, these in enumerate(some):
            for ahead in some[number + len(coming) : number + 2]:
                coming.append(pool.submit(write_mails, self._app, [row.id for row in ahead]))
            yield from zip(these, coming.popleft().result(), strict=True)


def open_line(settings: Settings, tell: Callable[[str], object] = lambda _: None) -> Line:
    """A connection to the mail server that is set; ``tell`` hears each step."""
    return Line(MailServer.of(settings.smtp_url or ""), settings.mail_from or "", host_of(settings.base_url), tell)


@contextmanager
def _ended_after(seconds: float, line: Line) -> Iterator[None]:
    """End whatever a server makes us wait for before the lease runs out, and somebody else sends the same."""
    timer = threading.Timer(seconds, line.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _do(line: Line, row: Leased, made: Ready | NoMail, tally: Tally) -> None:
    """Send one mail, and write down what became of it."""
    if isinstance(made, NoMail):
        _judge(row, made, tally)
        return
    try:
        line.send(made.parcel)
    except TurnedDown as fault:
        marking.bury(row, str(fault), refused=made.email if fault.about_address else "")
        log.warning("The mail of row %d was refused for good (%s)", row.id, fault.brief)
        tally.dead += 1
    except MailFault as fault:
        tally.said, tally.is_over = fault.brief, isinstance(fault, ServerFault | BrokenOff)
        _put_off(row, str(fault), tally, LONGEST if isinstance(fault, ServerFault) else marking.LONGEST)
    else:
        marking.mark_sent(row, str(made.parcel.message["Message-ID"]))
        tally.sent += 1


def _judge(row: Leased, no_mail: NoMail, tally: Tally) -> None:
    if no_mail.outcome == "waiting":
        _put_off(row, no_mail.fault, tally, marking.LONGEST)
    elif no_mail.outcome == "dead":
        marking.bury(row, no_mail.fault, known=no_mail.bounced)
        tally.dead += 1
    else:
        marking.mark(row, no_mail.outcome, no_mail.fault)
        tally.left_out += 1


def _put_off(row: Leased, fault: str, tally: Tally, longest: float) -> None:
    if marking.put_off(row, fault, longest):
        tally.waiting += 1
    else:
        tally.dead += 1
