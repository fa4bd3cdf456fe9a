"""Asks the app itself, as the front does, but without a wire: each request in a context of its own."""

import contextvars
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from statuspage import logs
from statuspage.front import bridge
from statuspage.front.bodies import Body
from tests.fuzz.promises import Answered
from tests.fuzz.sent import Sent
from tests.fuzz.world import World


class Log(logging.Handler):
    """Everything that is logged, as it would be written."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(logs.JsonLines())
        self.lines: list[str] = []
        self.failed: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = self.format(record)
        self.lines.append(line)
        if record.levelno >= logging.ERROR:
            self.failed.append(f"{record.getMessage()}\n{record.exc_text or ''}")

    def take(self) -> tuple[list[str], list[str]]:
        """What was written since, and what of it failed."""
        taken, self.lines, self.failed = (self.lines, self.failed), [], []
        return taken


@contextmanager
def listening() -> Iterator[Log]:
    """All loggers write here for a while, without keys, as when served."""
    factory, root, log = logging.getLogRecordFactory(), logging.getLogger(), Log()
    logs.keep_keys_out()
    level, others = root.level, root.handlers[:]
    root.handlers[:] = [log]  # those of pytest would keep every line
    root.setLevel(logging.INFO)
    try:
        yield log
    finally:
        root.handlers[:] = others
        root.setLevel(level)
        logging.setLogRecordFactory(factory)


def ask(sent: Sent, world: World) -> Answered:
    """The app's answer, with whatever a stream would be left out."""
    body = Body()
    if sent.body:
        _done(body.add(sent.body))
    path, _, query = sent.target.partition("#")[0].partition("?")
    scope = {
        "method": sent.method,
        "path": unquote(path),
        "query_string": query.encode("latin-1", "replace"),
        "headers": [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in sent.headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "scheme": "http",
    }
    try:
        answer = contextvars.Context().run(_whole, scope, body, world)
    finally:
        body.close()
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers]
    return Answered(answer.status, headers, answer.body)


def _whole(scope: bridge.AsgiScope, body: Body, world: World) -> bridge.Answer:
    answer = bridge.ask(world.app, bridge.environ(scope, body if len(body) else None))
    logs.request(scope["method"], scope["path"], answer.status, 0.0)
    if answer.rest is None:
        return answer
    try:
        return bridge.replace(answer, rest=None, body=b"".join(answer.rest))
    finally:
        getattr(answer.rest, "close", lambda: None)()


def _done(work) -> None:
    """Run what waits for nothing."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waits for something")
