"""A server in a process of its own: the front over the app, or a bare broadcast to compare it with."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SLICE = 64


@contextlib.contextmanager
def process(kind: str, environ: dict[str, str], *arguments: str) -> Iterator[int]:
    """The port of a running server; it ends with the block."""
    with running(kind, environ, *arguments) as (port, _):
        yield port


@contextlib.contextmanager
def running(kind: str, environ: dict[str, str], *arguments: str, is_quiet: bool = False) -> Iterator[tuple[int, int]]:
    """The port of a running server, and the number of its process. What a quiet one logs is written, and lost."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STATUSPAGE_")}
    command = [sys.executable, "-m", "bench.served", kind, str(port), *arguments]
    log = subprocess.DEVNULL if is_quiet else None
    server = subprocess.Popen(command, env=kept | environ, stdout=subprocess.PIPE, stderr=log)
    try:
        assert server.stdout
        if not server.stdout.readline():
            raise RuntimeError(f"the server of the kind {kind} did not start")
        yield port, server.pid
    finally:
        server.kill()
        server.wait()


def front(port: int, how: str = "") -> None:
    """The front over the app.

    With "anew" it holds nothing in memory, as while somebody edits the app; a "forgetful" one forgets what pages are
    made of before each answer.
    """
    import uvicorn
    from sqlalchemy import text

    from statuspage import create_app, logs
    from statuspage.config import Settings
    from statuspage.db import db
    from statuspage.front import garbage
    from statuspage.front.asgi import Front
    from statuspage.front.limits import StreamLimits
    from statuspage.front.serving import server_config
    from statuspage.security.access import Access, may

    settings = Settings.from_env(os.environ)
    logs.begin(settings.log_level)
    app = create_app(settings)
    app.config["TEMPLATES_AUTO_RELOAD"], app.debug = False, how == "anew"
    app.add_url_rule("/empty", "empty", may(Access.ANYONE)(lambda: ""), methods=["GET", "POST"])  # reference
    app.add_url_rule("/plain", "plain", may(Access.ANYONE)(lambda: str(db.session.scalar(text("SELECT 1")))))
    if how == "forgetful":
        from statuspage.surfaces.customer import page_cache

        whole = app.wsgi_app

        def forgetting(environ: Any, start_response: Any) -> Any:
            page_cache.forget(app)
            return whole(environ, start_response)

        app.wsgi_app = forgetting  # type: ignore[method-assign]
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    print("listening", flush=True)
    garbage.settle()
    served = Front(app, limits=StreamLimits(together=20_000, each=20_000))
    uvicorn.Server(server_config(served, app.extensions["settings"])).run([listener])


def naive(port: int, how: str = "") -> None:
    """The naive page behind the front, with lazy relationships, or "eager" ones."""
    from bench.naive.app import create_naive
    from statuspage.config import Settings

    settings = Settings.from_env(os.environ)
    _behind_the_front(port, create_naive(settings, is_eager=how == "eager"), settings)


def empty(port: int) -> None:
    """An empty Flask app behind the front."""
    from flask import Flask

    from statuspage.config import Settings

    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    _behind_the_front(port, app, Settings.from_env(os.environ))


def _behind_the_front(port: int, app: Any, settings: Any) -> None:
    import uvicorn

    from statuspage import logs
    from statuspage.front.asgi import Front
    from statuspage.front.serving import server_config

    logs.begin(settings.log_level)
    app.config["MAX_CONTENT_LENGTH"], app.extensions["settings"] = 1_000_000, settings
    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    print("listening", flush=True)
    uvicorn.Server(server_config(Front(app), settings)).run([listener])


def answer(port: int, file: str, headers: str, status: str = "200") -> None:
    """A bare ASGI app under the same server, which gives the file's bytes with these headers."""
    import uvicorn

    lines = [line.partition(": ") for line in Path(headers).read_text().splitlines()]
    fields = [(name.lower().encode(), value.encode()) for name, _, value in lines]
    body = Path(file).read_bytes()
    if status == "304":
        fields, body = [one for one in fields if not one[0].startswith(b"content-")], b""
    start = {"type": "http.response.start", "status": int(status), "headers": fields}
    end = {"type": "http.response.body", "body": body}

    async def app(scope: dict[str, Any], _receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send(start)
            await send(end)

    listener = socket.create_server(("127.0.0.1", port), backlog=2048)
    print("listening", flush=True)
    config = uvicorn.Config(app, lifespan="off", access_log=False, log_level="warning", server_header=False)
    uvicorn.Server(config).run([listener])


def bare(port: int, file: str) -> None:
    """Everyone who connects and says hello gets the file's bytes each time that someone says "go"."""
    import uvloop

    told = Path(file).read_bytes()
    watchers: set[Any] = set()

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def data_received(self, data: bytes) -> None:
            if data == b"go":
                self.task = asyncio.get_running_loop().create_task(_tell(watchers, told))
            else:
                watchers.add(self.transport)

        def connection_lost(self, _fault: Exception | None) -> None:
            watchers.discard(self.transport)

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", port, backlog=2048)
        print("listening", flush=True)
        await server.serve_forever()

    uvloop.run(serve())


async def _tell(watchers: set[Any], told: bytes) -> None:
    everyone = list(watchers)
    for start in range(0, len(everyone), SLICE):
        for transport in everyone[start : start + SLICE]:
            transport.write(told)
        await asyncio.sleep(0)


def mailbox(port: int, away: str) -> None:
    """Takes every mail and keeps none; each of its answers to one comes so many seconds later."""
    from aiosmtpd.smtp import SMTP

    class Away:
        async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, sender: str, _options: Any) -> str:  # noqa: N802
            envelope.mail_from = sender
            await asyncio.sleep(float(away))
            return "250 OK"

        async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any) -> str:  # noqa: N802
            envelope.rcpt_tos.append(to)
            await asyncio.sleep(float(away) * 2)  # and for DATA, which it answers by itself
            return "250 OK"

        async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
            await asyncio.sleep(float(away))
            return "250 OK"

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(
            lambda: SMTP(Away(), hostname="bench", enable_SMTPUTF8=True), "127.0.0.1", port
        )
        print("listening", flush=True)
        await server.serve_forever()

    asyncio.run(serve())


def probe(port: int, path: str, seconds: str) -> None:
    """Asks for a page again and again, and prints how long each took, in milliseconds."""
    import http.client
    import time

    print("listening", flush=True)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    end, took = time.monotonic() + float(seconds), []
    while time.monotonic() < end:
        begun = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        connection.getresponse().read()
        took.append((time.perf_counter() - begun) * 1000)
        time.sleep(0.004)
    print(" ".join(f"{one:.3f}" for one in took), flush=True)


def allow_many() -> None:
    """Let this process have as many open files as it may."""
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    allow_many()
    kind, number, *rest = sys.argv[1:]
    kinds: dict[str, Any] = {one.__name__: one for one in (front, naive, empty, bare, mailbox, probe, answer)}
    kinds[kind](int(number), *rest)
