"""Failures for Sentry: which kind, where in the code, in answer to which route. Nothing of what somebody wrote.

What an exception says is left out, as it may repeat what was typed; our own log has it, under the same ``request_id``.
"""

import contextlib
import logging
from collections.abc import Iterator
from types import TracebackType
from typing import Any

import sentry_sdk
from flask import Flask, has_request_context, request

from statuspage.config import Settings
from statuspage.config.places import PACKAGE
from statuspage.version import __version__

LAST_WORDS = 2.0  # seconds to send what is left when the server stops
CHAIN, FRAMES = 5, 100  # the most exceptions of one failure, and the most frames of each
_OURS = "statuspage"  # the loggers whose messages are templates of ours
_HEARD = (_OURS, "uvicorn", "asyncio")


class Failures(logging.Handler):
    """Hands on each failure that is logged, from ``start`` until ``stop``."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(logging.ERROR)
        self._settings = settings
        self._client: Any = None

    def start(self) -> None:
        """Begin to listen; the SDK sends in a thread of its own, and adds nothing."""
        self._client = sentry_sdk.Client(
            dsn=self._settings.sentry_dsn,
            release=__version__,
            environment=self._settings.environment,
            server_name="",
            default_integrations=False,
            auto_enabling_integrations=False,
            auto_session_tracking=False,
            send_client_reports=False,
            include_local_variables=False,
            include_source_context=False,
            max_breadcrumbs=0,
            max_request_body_size="never",
        )
        logging.getLogger().addHandler(self)

    def stop(self) -> None:
        """Listen no more, and send what is left."""
        logging.getLogger().removeHandler(self)
        client, self._client = self._client, None
        if client is not None:
            client.close(timeout=LAST_WORDS)

    def emit(self, record: logging.LogRecord) -> None:
        """Hand this failure on, if it is one of ours."""
        client = self._client
        if client is not None and record.name.partition(".")[0] in _HEARD:
            with contextlib.suppress(Exception):  # whoever logs a failure has no second one by it
                client.capture_event(told(record))


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What Sentry is told of this record."""
    is_ours = record.name.partition(".")[0] == _OURS
    event: dict[str, Any] = {
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": getattr(record, "template", "") if is_ours else record.name,
        "tags": {"request_id": getattr(record, "request_id", ""), "route": _route()},
    }
    fault = record.exc_info[1] if record.exc_info else None
    if fault is not None:
        event["exception"] = {"values": [_exception(one) for one in reversed(list(_chain(fault)))]}
    return event


def install(app: Flask) -> Failures:
    """What listens, once the app is served."""
    return Failures(app.extensions["settings"])


def _route() -> str:
    rule = request.url_rule if has_request_context() else None
    return f"{request.method} {rule.rule}" if rule is not None else ""


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """The exception and what led to it."""
    found: BaseException | None = fault
    for _ in range(CHAIN):
        if found is None:
            return
        yield found
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _exception(fault: BaseException) -> dict[str, Any]:
    frames = [_frame(code) for code in _frames(fault.__traceback__)][-FRAMES:]
    return {"type": type(fault).__name__, "module": type(fault).__module__, "stacktrace": {"frames": frames}}


def _frames(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _frame(at: TracebackType) -> dict[str, Any]:
    """Where in the code, as whoever has the same code finds it: no folder of this machine."""
    code, module = at.tb_frame.f_code, str(at.tb_frame.f_globals.get("__name__", ""))
    file = "/".join(code.co_filename.replace("\\", "/").split("/")[-3:])
    is_ours = code.co_filename.startswith(str(PACKAGE))
    return {"filename": file, "module": module, "function": code.co_name, "lineno": at.tb_lineno, "in_app": is_ours}
