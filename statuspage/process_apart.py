"""Work that a server hands to a process of its own, which lets the pages go first, and hears of over pipes.

The process is given the settings, and says one thing at its end. It ends when it is told to, and when the server does.
"""

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, BinaryIO, cast

from flask import Flask

from statuspage.config import Settings
from statuspage.config.places import PACKAGE

LOOK = 0.2  # seconds between looks whether the server ends


class Wordless(Exception):
    """The process ended without a word."""


def run(
    module: str, begin: str, settings: Settings, ended: threading.Event, look: Callable[[], None] = lambda: None
) -> Any:
    """Let a process call this function of a module, which calls ``work``; what it said.

    It is told to end when ``ended`` is set; ``look`` is called meanwhile, once each ``LOOK``. Raises OSError when no
    process can be started, and Wordless.
    """
    program = f"from statuspage import create_app, logs; from {module} import {begin}; {begin}(create_app, logs.begin)"
    path = os.pathsep.join(filter(None, (str(PACKAGE.parent), os.environ.get("PYTHONPATH", ""))))
    with subprocess.Popen(  # noqa: S603 - this same Python, and no word of anybody else's
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,  # Ctrl+C is for the server, which then ends it gently
    ) as process:
        given, said = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        pickle.dump(settings, given)  # through a pipe: no secret stands in a list of processes
        given.flush()
        while process.poll() is None and not ended.wait(LOOK):
            look()
        given.close()
        try:
            return pickle.load(said)  # noqa: S301 - written by ``work``
        except (EOFError, pickle.PickleError):
            raise Wordless(f"Its process ended without a word (status {process.wait()})") from None


def work(
    create_app: Callable[[Settings], Flask],
    begin_log: Callable[[str, str], None],
    nice: int,
    do: Callable[[Flask, threading.Event], object],
) -> None:
    """What the process does: read the settings, give way, and say what ``do`` returns. The end of the input ends it."""
    with contextlib.suppress(OSError):  # a service manager may forbid it
        os.nice(nice)
    settings: Settings = pickle.load(sys.stdin.buffer)  # noqa: S301 - written by ``run``
    begin_log(settings.log_level, settings.log_format)
    ended = threading.Event()
    threading.Thread(target=_wait_for_end, args=(ended,), daemon=True).start()
    app = create_app(settings)
    with app.app_context():
        said = do(app, ended)
    with contextlib.suppress(BrokenPipeError):  # whoever started it is gone
        os.write(sys.stdout.fileno(), pickle.dumps(said))


def _wait_for_end(ended: threading.Event) -> None:
    os.read(sys.stdin.fileno(), 1)
    ended.set()
