"""Servers that are killed: ``python -m tests.faults.forking PAGE TICKET`` has everything loaded, and forks them.

A line "start" on its standard input forks one, and its number is the answer; "kill" ends it with SIGKILL, and "stop"
with SIGTERM. ``PAGE`` is the customer's, ``TICKET`` the desk's. All listen, one after another, on one socket, which is
never closed: whoever comes while none lives waits for the next. The settings come from the environment; ``PORT`` is
where it listens.
"""

import gc
import os
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

import uvicorn
from flask import Flask

from statuspage import create_app, logs, private_files
from statuspage.config import Settings
from statuspage.db import db
from statuspage.front.asgi import Front
from statuspage.front.serving import prepare, server_config
from statuspage.security.throttle import limiter
from tests.surfaces.desk import log_in, post


def main() -> None:
    settings = Settings.from_env(os.environ)
    private_files.begin()
    logs.begin(settings.log_level)
    tempfile.gettempdir()  # which is chosen once
    listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=512)
    app = create_app(settings)
    limiter.enabled = False  # whoever writes as often as a server is killed here writes more than anybody may
    _warm(app, *sys.argv[1:])
    print("ready", flush=True)
    child = 0
    for line in sys.stdin:
        if line.strip() == "start":
            child = os.fork()
            if child == 0:
                os._exit(_serve(app, settings, listener))
        else:
            os.kill(child, signal.SIGKILL if line.strip() == "kill" else signal.SIGTERM)
            os.waitpid(child, 0)
        print(child, flush=True)
    if child:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)


def _warm(app: Flask, page: str, ticket: str) -> None:
    """Do everything once before anybody is forked, so that a server's first answer needs nothing to be loaded.

    Neither files nor streams, which have threads of their own; no connection stays open.
    """
    client, soon = app.test_client(), (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    letter = {"body": "Good morning.", "heard": "It is cold.", "promise": soon, "seen": str(2**31 - 1), "once": "warm"}
    log_in(client)
    for path in (page, ticket, f"{page}/live", "/desk", f"{page}/studio"):
        client.get(path)
    post(client, f"{ticket}/letters", **letter)
    post(client, f"{ticket}/notes", body="It is warm.", once="warm")
    for what, said in (("replies", {"body": "Good."}), ("calls", {"phone": "+351 91 000 0000"})):
        client.post(f"{page}/{what}", data=said)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    gc.collect()
    gc.freeze()


def _serve(app: Flask, settings: Settings, listener: socket.socket) -> int:
    os.close(0)
    os.dup2(2, 1)
    front = Front(app, prepare=partial(prepare, app))
    uvicorn.Server(server_config(front, settings)).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    main()
