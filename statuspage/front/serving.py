"""Starts the server: sets up the database, says where to look, and stops cleanly."""

import contextlib
import errno
import importlib
import socket
import sys
import threading
import time
from typing import Any

import click
import uvicorn
from flask import Flask

from statuspage import logs
from statuspage.config import Settings
from statuspage.front import garbage
from statuspage.front.asgi import Front
from statuspage.front.server import Server
from statuspage.front.slots import Slots
from statuspage.front.wire import wire
from statuspage.migrations.lock import alone
from statuspage.migrations.revisions import unready
from statuspage.migrations.upgrade import bring_up_to_date
from statuspage.refusals import or_exit
from statuspage.succession.predecessor import Predecessor
from statuspage.succession.sockets import NoSocket, given_by_systemd

LAST_WORDS = 5  # seconds that open requests have left to end
_STOP_FIRST = "stop that one, and start this one (with systemd: `systemctl restart statuspage`)."
SOON = 2  # seconds
PAUSE = 0.01  # seconds after each template, for whoever is answered meanwhile
OWN_FILES = 64  # open files that are no connections: the database, the catalogs, the listening socket


def serve(app: Flask, front: Front) -> None:
    """Serve until told to stop."""
    settings = app.extensions["settings"]
    logs.begin(settings.log_level, settings.log_format)
    before, sockets = _sockets(settings)
    with or_exit():
        if before:
            _change_no_schema(app)
        is_new = _make_ready(app)
    most = _allow_many_streams()
    if before:
        read_templates(app)  # the one before this serves meanwhile
    else:
        _greet(app, settings, sockets)
        if settings.production:
            threading.Thread(target=_read_templates_meanwhile, args=(app,), name="templates", daemon=True).start()
    if is_new:
        _remember_soon(app)
    garbage.settle()
    server = Server(server_config(front, settings, most), front, sockets, before, settings.drain_seconds)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_until_told()


def _remember_soon(app: Flask) -> None:
    """Make the demo's past once the first page is out: it takes as long as all else, for the team page alone."""
    soon = threading.Timer(SOON, _demo().remember, (app,))
    soon.daemon = True
    soon.start()


def server_config(
    front: Front, settings: Settings, files: int | None = None, *, grace: int = LAST_WORDS
) -> uvicorn.Config:
    """How the front is served: with how many open ``files`` at most, and ``grace`` seconds for requests to end."""
    together = settings.connections if files is None else max(1, min(settings.connections, files - OWN_FILES))
    slots = Slots(together, settings.connections_each)
    return uvicorn.Config(
        front,
        http=wire(slots, settings.trusted_proxies, settings.head_seconds, front.at_once),
        ws="none",
        log_config=None,
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # the app itself believes as many proxies as the settings say
        server_header=False,
        timeout_keep_alive=settings.idle_seconds,
        timeout_graceful_shutdown=grace,
    )


def prepare(app: Flask) -> None:
    """Bring the tables up to date, and put the demo cast into an empty database.

    Raises what ``refusals.told`` has words for where that cannot be done. Several processes may do it at once.
    """
    if _make_ready(app):
        _demo().remember(app)


def _make_ready(app: Flask) -> bool:
    """The same but for the demo's past; whether that is still to be made."""
    is_new = False
    settings = app.extensions["settings"]
    with app.app_context():
        bring_up_to_date()
        if settings.demo:
            engine = app.extensions["sqlalchemy"].engine
            with alone(engine):  # the others wait longer for it than a database waits for a lock
                is_new = _demo().load(app) and settings.team_page
        app.extensions["wear"]()
        _say_how_to_set_up(app)
    return is_new


def _say_how_to_set_up(app: Flask) -> None:
    """Print the link to the setup page of an empty production instance, past the log: it is a key."""
    if link := app.extensions["setup_link"]():
        click.echo(
            f"\nThis is not set up yet. Open this link, once:\n{link}\nAnother one: flask --app app setup-link\n"
        )


def read_templates(app: Flask, pause: float = 0) -> None:
    """Read them all, so that none is read when it is first needed: the file may be that of the next version then, and
    it takes longer than all else of a first page. ``pause`` is in seconds, after each.
    """
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
        time.sleep(pause)


def _read_templates_meanwhile(app: Flask) -> None:
    read_templates(app, PAUSE)
    garbage.settle()


def _sockets(settings: Settings) -> tuple[Predecessor | None, list[socket.socket]]:
    """The process whose place we take, if there is one, and the sockets that it, systemd or the system has given us."""
    try:
        before = Predecessor.found()
        return before, before.sockets if before else given_by_systemd() or [_listener(settings)]
    except NoSocket as fault:
        sys.exit(str(fault))


def _change_no_schema(app: Flask) -> None:
    """The one before this goes on until we serve, and could not with another schema."""
    with app.app_context():
        if reason := unready(app.extensions["sqlalchemy"].engine):
            sys.exit(f"{reason} What takes the place of a process that runs changes no schema: {_STOP_FIRST}")


def _listener(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything else is done."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            sys.exit(
                f"Port {settings.port} on {settings.host} is already taken by another program.\n{_another(settings)}"
            )
        sys.exit(f"Cannot listen on {settings.host}, port {settings.port}: {fault.strerror}.")


def _another(settings: Settings) -> str:
    """What to do when the port is taken: whoever tries things out takes the next, and whoever runs a service looks."""
    if settings.production:
        return "See whether it runs already, or choose another one with STATUSPAGE_PORT."
    return f"Choose another one: PORT={settings.port % 65535 + 1} make run"


def _allow_many_streams() -> int | None:
    """Each stream is an open file; many systems allow 1,024 until a program asks for what it may have.

    Returns how many there may be, if anybody knows.
    """
    try:
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        return most if most != resource.RLIM_INFINITY else None
    except (ImportError, ValueError, OSError):
        return None


def _greet(app: Flask, settings: Settings, sockets: list[socket.socket]) -> None:
    name = app.extensions["settings"].company_name  # as it is worn; ``settings`` are those of before
    click.echo(f"\n{name} is at {settings.base_url}")
    if settings.demo:
        demo = _demo()
        with contextlib.suppress(demo.NoDemo):
            click.echo(f"\n{demo.welcome(app)}")
    for host, port, *_ in (one.getsockname() for one in sockets):
        click.echo(f"\nListening on {host}, port {port}. Ctrl+C stops it.\n")


def _demo() -> Any:
    return importlib.import_module("statuspage.demo")  # only where it is wanted: production never loads it
