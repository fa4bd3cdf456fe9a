"""Mails leave while the server serves: a few from a thread of its own, many from a process of its own.

To write a mail keeps a thread of Python busy, and the event loop and the pages wait their turn meanwhile. So as soon as
many are due, a process is started that sends them all and ends; on a busy machine it lets the pages go first.
"""

import logging
import sys
import threading
from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from flask import Flask

from statuspage import process_apart
from statuspage.config import Settings
from statuspage.delivery.routine import Routine, watched
from statuspage.delivery.sender import MANY, TURN, Sender, Tally

NICE = 5  # of the process, so that the pages go first

log = logging.getLogger("statuspage.mail")


class ServersSender(Sender):
    """The sender of a server of pages."""

    def _send(self, due: int) -> Tally:
        if due < MANY:
            return super()._send(due)
        try:
            return Tally(*process_apart.run(__name__, "send_all", self._app.extensions["settings"], self._ended))
        except (OSError, process_apart.Wordless) as fault:
            log.warning("No process could be started for many mails (%s); they leave from this one", fault)
            return super()._send(due)


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves; nothing when there is no mail server."""
    if app.extensions["settings"].smtp_url is None:
        return []
    ended = threading.Event()
    return [Routine(app, "mail", ServersSender(app, ended).work, ended=ended)]


def send_all(create_app: Callable[[Settings], Flask], begin_log: Callable[[str, str], None]) -> None:
    """What the process does: send what is due, and say what became of it."""
    sys.setswitchinterval(TURN)
    process_apart.work(create_app, begin_log, NICE, _send_due)


def _send_due(app: Flask, ended: threading.Event) -> tuple[Any, ...]:
    with watched(app):
        return astuple(Sender(app, ended).send_due())
