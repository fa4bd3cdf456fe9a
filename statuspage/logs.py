"""The log, in which no key ever stands: tokens are cut out of every record, whoever writes it."""

import logging
import traceback
from typing import Any

from statuspage.security.signing import redact, without_keys

_MARK = "keeps_keys_out"  # on a factory of records that does
_requests = logging.getLogger("statuspage.request")


def begin(level: str) -> None:
    """Log to the standard error stream from now on, without keys."""
    logging.basicConfig(level=level, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    keep_keys_out()


def keep_keys_out() -> None:
    """Cut tokens out of every record of this process, before any handler sees it."""
    factory = logging.getLogRecordFactory()
    if getattr(factory, _MARK, False):
        return

    def make(*given: Any, **named: Any) -> logging.LogRecord:
        return _cleaned(factory(*given, **named))

    setattr(make, _MARK, True)
    logging.setLogRecordFactory(make)


def request(method: str, path: str, status: int, seconds: float) -> None:
    """Log one line for one request, without its query, the client's address, or a key."""
    if _requests.isEnabledFor(logging.INFO):
        _requests.info("%s %s %d %.0f ms", method, redact(path), status, seconds * 1000)


def _cleaned(record: logging.LogRecord) -> logging.LogRecord:
    if record.name == "uvicorn.access":  # its formatter needs the arguments one by one
        record.args = tuple(without_keys(a) if isinstance(a, str) else a for a in record.args or ())
    else:
        record.msg, record.args = without_keys(record.getMessage()), None
    if record.exc_info and record.exc_info[0]:
        record.exc_text = without_keys("".join(traceback.format_exception(*record.exc_info)).rstrip())
    return record
