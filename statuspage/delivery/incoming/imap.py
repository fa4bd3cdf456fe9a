"""Reads a mailbox: each message is handed over once it is there, and stays where it is.

One process at a time reads it, and which message was taken is written down after it was. So whoever is killed in
between hands one over again, which is known by its name then; nothing is ever passed over because of that.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from time import monotonic
from typing import NoReturn

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from statuspage.config import MailboxAddress
from statuspage.delivery.faults import ServerFault
from statuspage.delivery.incoming.fetched import Listed
from statuspage.delivery.incoming.imap_folder import Folder
from statuspage.delivery.incoming.mailbox_lease import LEASE, LeaseLost, MailboxLease
from statuspage.delivery.incoming.receiving import receive
from statuspage.delivery.incoming.wire import TICK
from statuspage.delivery.routine import Routine, backoff

POLL = 60.0  # seconds between looks, where the server does not tell when something comes
LEAST = 1.0  # and at least, however often it does
ELSEWHERE = 15.0  # seconds until the next look whether another process still reads it
FIRST, LONGEST = 5.0, 300.0  # seconds until a server that could not be used is tried again, at first and at most
TRIES = 10  # of a message that cannot be fetched, until the others need not wait for it any more

log = logging.getLogger("statuspage.mail")


class Ended(Exception):
    """It is to stop."""


class MailboxReader:
    """Reads the mailbox that is set until ``ended`` is set, and hands each message to ``take``, as to ``receive``."""

    def __init__(self, app: Flask, ended: threading.Event, take: Callable[..., object] = receive) -> None:
        self._ended, self._take = ended, take
        self._address = MailboxAddress.of(app.extensions["settings"].imap_url)
        self._place = MailboxLease(self._address.name)
        self._renewed = 0.0
        self._failures = 0
        self._stuck = (0, 0)  # the UID of a message that could not be fetched, and how often

    def work(self) -> float:
        """Read as long as nothing goes wrong; the seconds until the next try. Needs an app context."""
        try:
            if not self._place.take():
                return ELSEWHERE
            self._read()
        except Ended:
            return 0.0
        except LeaseLost:
            log.warning("Another process reads the mailbox by now")
            return ELSEWHERE
        except ServerFault as fault:
            wait = self._put_off()
            log.warning("The mailbox is not read (%s). The next look is in %.0f s.", fault.brief, wait)
        except Exception:
            wait = self._put_off()
            log.exception("What came by mail was not taken in, and stays in the mailbox. Next try in %.0f s", wait)
        return wait

    def _read(self) -> NoReturn:
        try:
            self._renewed = monotonic()
            with closing(Folder(self._address, self._beat)) as folder:
                while True:
                    begun = monotonic()
                    while self._take_some(folder):
                        pass
                    self._failures = 0
                    if not folder.wait():
                        self._pause(POLL)
                    self._pause(begun + LEAST - monotonic())
        finally:
            with suppress(SQLAlchemyError):
                self._place.let_go()

    def _take_some(self, folder: Folder) -> bool:
        """Take in the next messages, one after another; whether there were any."""
        validity = folder.look()
        if validity != self._place.validity:
            self._place.begin(validity)
        before = self._place.uid
        for one in folder.after(before):
            self._take_one(folder, one)
        return self._place.uid > before

    def _take_one(self, folder: Folder, one: Listed) -> None:
        try:
            message = folder.fetch(one)
        except ServerFault:
            self._note_failure(one.uid)
            raise
        self._beat()
        self._take(message.raw, to=(), door="imap", whole_size=message.whole_size)
        self._place.move(one.uid)
        self._renewed, self._failures = monotonic(), 0
        folder.mark_seen(one.uid)

    def _note_failure(self, uid: int) -> None:
        """Count this failure to fetch a message; after many, those behind it wait for it no longer."""
        before = self._stuck[1] if self._stuck[0] == uid else 0
        self._stuck = (uid, before + 1)
        if before + 1 >= TRIES:
            log.error("Message %d of the mailbox cannot be fetched and was passed over: look at it there", uid)
            self._take(_instead_of(uid, self._place.validity), to=(), door="imap", whole_size=None)
            self._place.move(uid)

    def _beat(self) -> None:
        """End what waits when it is to stop, or when another process has the mailbox; keep ours meanwhile."""
        if self._ended.is_set():
            raise Ended
        if monotonic() - self._renewed > LEASE.total_seconds() / 2:
            self._place.renew()
            self._renewed = monotonic()

    def _pause(self, seconds: float) -> None:
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            self._beat()
            self._ended.wait(min(left, TICK))
        self._beat()

    def _put_off(self) -> float:
        self._failures += 1
        return backoff(self._failures, FIRST, LONGEST)


def _instead_of(uid: int, validity: int) -> bytes:
    """What the desk is shown in place of a message that the mailbox does not give."""
    words = f"Message {uid} of the mailbox cannot be fetched. Please look at it there."
    return f"Subject: {words}\nMessage-ID: <{validity}.{uid}@mailbox>\n\n{words}\n".encode()


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves; nothing when no mailbox is set."""
    if app.extensions["settings"].imap_url is None:
        return []
    ended = threading.Event()
    return [Routine(app, "mailbox", MailboxReader(app, ended).work, ended=ended)]
