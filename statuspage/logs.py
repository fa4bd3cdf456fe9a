"""The log, in which no key ever stands: tokens are cut out of every record, whoever writes it.

A record that a request led to has its ``request_id``, which the page of a failure shows as well.
"""

import json
import logging
import threading
import time
import traceback
from collections import deque
from contextlib import suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from statuspage.security.redaction import redact, visible, without_keys

_MARK = "keeps_keys_out"  # on a factory of records that does
_LONGEST = 300  # characters of a path
_requests = logging.getLogger("statuspage.request")

request_id: ContextVar[str] = ContextVar("request_id", default="")  # of the request that is being answered, or ""


class Lines(logging.Formatter):
    """One line for people, and the traceback beneath it; a request's id stands behind its words."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s%(behind)s")

    def format(self, record: logging.LogRecord) -> str:
        record.behind = f" [{found}]" if (found := getattr(record, "request_id", "")) else ""
        return super().format(record)


class JsonLines(logging.Formatter):
    """One JSON object a line: at (UTC), level, name, message, request_id, traceback and a request's parts."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "traceback": record.exc_text,
            **getattr(record, "asked", {}),
        }
        return json.dumps({name: value for name, value in told.items() if value not in ("", None)}, ensure_ascii=False)


class Written(logging.StreamHandler[Any]):
    """Writes each record as it comes. Lines of requests are written together, before the next record or at the next
    ``flush``. Where there is no room for them they are lost, and whoever is being answered does not notice."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: deque[str] = deque()

    def emit(self, record: logging.LogRecord) -> None:
        self._write_waiting()
        super().emit(record)

    def flush(self) -> None:
        with self.lock or threading.RLock(), suppress(OSError):
            self._write_waiting()
            super().flush()

    def _write_waiting(self) -> None:
        lines = []
        while self.waiting:
            lines.append(self.waiting.popleft())
        if lines:
            with suppress(OSError):
                self.stream.write("".join(lines))


def begin(level: str, form: str = "text") -> None:
    """Log to the standard error stream from now on, without keys, as ``text`` or as ``json``."""
    handler = Written()
    handler.setFormatter(JsonLines() if form == "json" else Lines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    keep_keys_out()


def keep_keys_out() -> None:
    """Cut tokens out of every record of this process, before any handler sees it; a thread's failure is one, too."""
    factory = logging.getLogRecordFactory()
    if getattr(factory, _MARK, False):
        return

    def make(*given: Any, **named: Any) -> logging.LogRecord:
        return _cleaned(factory(*given, **named))

    setattr(make, _MARK, True)
    logging.setLogRecordFactory(make)
    threading.excepthook = _log_thread


def request(method: str, path: str, status: int, seconds: float) -> None:
    """Log one line for one request, without its query, the client's address, or a key."""
    if _requests.isEnabledFor(logging.INFO):
        shown, took = _shown(path), seconds * 1000
        asked = {"method": method, "path": shown, "status": status, "ms": round(took, 1)}
        _requests.info("%s %s %d %.0f ms", method, shown, status, took, extra={"asked": asked})


def request_soon(method: str, path: str, status: int, seconds: float) -> bool:
    """The same line, made and written with less work: a record costs more than an answer from memory.

    True where it is the first that waits for ``flush``.
    """
    if not _requests.isEnabledFor(logging.INFO):
        return False
    handlers = logging.getLogger().handlers
    if len(handlers) != 1 or not isinstance(handlers[0], Written) or _requests.handlers:
        request(method, path, status, seconds)
        return False
    waiting = handlers[0].waiting
    is_json = isinstance(handlers[0].formatter, JsonLines)
    waiting.append(_line(is_json, _shown(method), _shown(path), status, seconds * 1000))
    return len(waiting) == 1


def flush() -> None:
    """Write the lines that wait."""
    for handler in logging.getLogger().handlers:
        handler.flush()


def _line(is_json: bool, method: str, shown: str, status: int, took: float) -> str:
    now, found = time.time(), request_id.get()
    if is_json:
        at, ms = _utc(int(now)), int(now % 1 * 1000)
        shown = json.dumps(shown)[1:-1]
        return (
            f'{{"at": "{at}.{ms:03d}+00:00", "level": "INFO", "name": "{_requests.name}", '
            f'"message": "{method} {shown} {status} {took:.0f} ms", '
            + (f'"request_id": "{found}", ' if found else "")
            + f'"method": "{method}", "path": "{shown}", '
            f'"status": {status}, "ms": {took:.1f}}}\n'
        )
    at, behind = f"{_local(int(now))},{int(now % 1 * 1000):03d}", f" [{found}]" if found else ""
    return f"{at} INFO {_requests.name}: {method} {shown} {status} {took:.0f} ms{behind}\n"


@lru_cache(1)
def _local(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


@lru_cache(1)
def _utc(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


@lru_cache(2_000)
def _shown(path: str) -> str:
    """The path as the log shows it: visible signs of ASCII."""
    return redact(path)[:_LONGEST]


def _cleaned(record: logging.LogRecord) -> logging.LogRecord:
    record.request_id = request_id.get()
    record.template = record.msg if isinstance(record.msg, str) else type(record.msg).__name__  # with nothing put in
    if isinstance(record.args, tuple):  # what is put into a message cannot begin a line of its own
        record.args = tuple(visible(a) if isinstance(a, str) else a for a in record.args)
    if record.name == "uvicorn.access":  # its formatter needs the arguments one by one
        record.args = tuple(without_keys(a) if isinstance(a, str) else a for a in record.args or ())
    else:
        record.msg, record.args = _clean(record.getMessage()), None
    if record.exc_info and record.exc_info[0]:
        record.exc_text = _clean("".join(traceback.format_exception(*record.exc_info)).rstrip())
    if record.stack_info:
        record.stack_info = _clean(record.stack_info)
    return record


def _clean(text: str) -> str:
    return visible(without_keys(text), lines=True)


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    """Log what ended a thread; Python itself would write it past the log."""
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        told = (failed.exc_type, failed.exc_value, failed.exc_traceback)
        logging.getLogger("statuspage").error("A thread failed", exc_info=told)
