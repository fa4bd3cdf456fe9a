"""Mails leave while the server serves: a few from a thread of its own, many from a process of its own.

To write a mail keeps a thread of Python busy, and the event loop and the pages wait their turn meanwhile. So as soon as
many are due, a process is started that sends them all and ends; on a busy machine it lets the pages go first.
"""

import contextlib
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import astuple
from typing import BinaryIO, cast

from flask import Flask

from statuspage.config import Settings
from statuspage.config.places import PACKAGE
from statuspage.delivery.routine import Routine, watched
from statuspage.delivery.sender import MANY, TURN, Sender, Tally

LOOK = 0.2  # seconds between looks whether the server ends
_PROGRAM = f"from statuspage import create_app, logs; from {__name__} import send_all; send_all(create_app, logs.begin)"
NICE = 5  # of the process, so that the pages go first

log = logging.getLogger("statuspage.mail")


class ServersSender(Sender):
    """The sender of a server of pages."""

    def _send(self, due: int) -> Tally:
        if due < MANY:
            return super()._send(due)
        try:
            return _in_a_process(self._app.extensions["settings"], self._ended)
        except (OSError, EOFError, pickle.PickleError) as fault:
            log.warning("No process could be started for many mails (%s); they leave from this one", fault)
            return super()._send(due)


def background(app: Flask) -> list[Routine]:
    """What runs beside the server while it serves; nothing when there is no mail server."""
    if app.extensions["settings"].smtp_url is None:
        return []
    ended = threading.Event()
    return [Routine(app, "mail", ServersSender(app, ended).work, ended=ended)]


def _in_a_process(settings: Settings, ended: threading.Event) -> Tally:
    """Let a process send what is due; what became of it. It ends when ``ended`` is set, and when this process does.

    Raises OSError when it cannot be started, and EOFError or PickleError when it ended without a word.
    """
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
    with subprocess.Popen(  # noqa: S603 - this same Python, and no word of anybody else's
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,  # Ctrl+C is for the server, which then ends it gently
    ) as process:
        given, told = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        pickle.dump(settings, given)  # through a pipe: no secret stands in a list of processes
        given.flush()
        while process.poll() is None and not ended.wait(LOOK):
            pass
        given.close()
        return Tally(*pickle.load(told))  # noqa: S301 - written by send_all()


def send_all(create_app: Callable[[Settings], Flask], begin_log: Callable[[str, str], None]) -> None:
    """What the process does: read the settings, send what is due, write the tally. The end of the input ends it."""
    with contextlib.suppress(OSError):  # a service manager may forbid it
        os.nice(NICE)
    sys.setswitchinterval(TURN)
    settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by the process that started this one
    begin_log(settings.log_level, settings.log_format)
    ended = threading.Event()
    threading.Thread(target=_wait_for_end, args=(ended,), daemon=True).start()
    app = create_app(settings)
    with app.app_context(), watched(app):
        tally = Sender(app, ended).send_due()
    with contextlib.suppress(BrokenPipeError):  # whoever started it is gone
        os.write(sys.stdout.fileno(), pickle.dumps(astuple(tally)))


def _wait_for_end(ended: threading.Event) -> None:
    os.read(sys.stdin.fileno(), 1)
    ended.set()
