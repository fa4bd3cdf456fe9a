"""The log, in which no key ever stands: tokens are cut out of every record, whoever writes it."""

import logging
import threading
import traceback
from typing import Any

from statuspage.security.redaction import redact, visible, without_keys

_MARK = "keeps_keys_out"  # on a factory of records that does
_LONGEST = 300  # characters of a path
_requests = logging.getLogger("statuspage.request")


def begin(level: str) -> None:
    """Log to the standard error stream from now on, without keys."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
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
        _requests.info("%s %s %d %.0f ms", method, redact(path)[:_LONGEST], status, seconds * 1000)


def _cleaned(record: logging.LogRecord) -> logging.LogRecord:
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
