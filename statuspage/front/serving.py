"""Starts the server: sets up the database, says where to look, and stops cleanly."""

import contextlib
import errno
import importlib
import socket
import sys
from typing import Any

import click
import uvicorn
from flask import Flask

from statuspage import logs
from statuspage.config import Settings
from statuspage.front.asgi import Front
from statuspage.migrations.revisions import SchemaRefused
from statuspage.migrations.upgrade import bring_up_to_date

LAST_WORDS = 5  # seconds that open requests have left to end


def serve(app: Flask, front: Front) -> None:
    """Serve until told to stop."""
    settings = app.extensions["settings"]
    logs.begin(settings.log_level)
    with _listener(settings) as listener:
        try:
            prepare(app)
        except SchemaRefused as refused:
            sys.exit(str(refused))
        _allow_many_streams()
        _greet(app, settings)
        config = uvicorn.Config(
            front,
            log_config=None,
            log_level="warning",
            access_log=False,
            proxy_headers=False,  # the app itself believes as many proxies as the settings say
            server_header=False,
            timeout_graceful_shutdown=LAST_WORDS,
        )
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def prepare(app: Flask) -> None:
    """Bring the tables up to date, and put the demo cast into an empty database.

    Raises ``SchemaRefused`` where that cannot be done. Several processes may do it at once.
    """
    with app.app_context():
        bring_up_to_date()
    settings = app.extensions["settings"]
    if settings.demo and _demo().load(app) and settings.team_page:
        _demo().remember(app)


def _listener(settings: Settings) -> socket.socket:
    """The listening socket, taken before anything else is done."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            sys.exit(
                f"Port {settings.port} on {settings.host} is already taken by another program.\n"
                f"Choose another one: PORT={settings.port + 1} make run"
            )
        sys.exit(f"Cannot listen on {settings.host}, port {settings.port}: {fault.strerror}.")


def _allow_many_streams() -> None:
    """Each stream is an open file; many systems allow 1,024 until a program asks for what it may have."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _greet(app: Flask, settings: Settings) -> None:
    click.echo(f"\n{settings.company_name} is at {settings.base_url}")
    if settings.demo:
        demo = _demo()
        with contextlib.suppress(demo.NoDemo):
            click.echo(f"\n{demo.welcome(app)}")
    click.echo(f"\nListening on {settings.host}, port {settings.port}. Ctrl+C stops it.\n")


def _demo() -> Any:
    return importlib.import_module("statuspage.demo")  # only where it is wanted: production never loads it
