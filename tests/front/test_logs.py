"""No log holds a key."""

import io
import logging
from collections.abc import Iterator

import pytest
import uvicorn.logging
from flask import Flask

from statuspage import logs
from tests.cast import Cast
from tests.front.house import get, served

TOKEN = "AQHkS3cr3tT0k3n-0123456_789"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that any logger writes, as a handler of the usual kind would."""
    factory, root = logging.getLogRecordFactory(), logging.getLogger()
    logs.keep_keys_out()
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    level, root.level = root.level, logging.DEBUG
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.setLogRecordFactory(factory)


@pytest.mark.parametrize("name", ["uvicorn.error", "werkzeug", "statuspage", "asyncio", "sqlalchemy.engine"])
@pytest.mark.parametrize("scope", ["t", "f", "p", "pf", "e", "b"])
def test_no_logger_writes_a_token(written: io.StringIO, name: str, scope: str) -> None:
    logging.getLogger(name).error("Exception on %s [%s]", f"/{scope}/{TOKEN}/stream", "GET")
    try:
        raise LookupError(f"nothing at https://status.example.com/{scope}/{TOKEN}.atom")
    except LookupError:
        logging.getLogger(name).exception("It failed")
    assert "Exception on" in written.getvalue()
    assert "nothing at" in written.getvalue()
    assert TOKEN not in written.getvalue()


def test_uvicorns_own_log_of_requests_writes_no_token(written: io.StringIO) -> None:
    own = io.StringIO()
    handler = logging.StreamHandler(own)
    handler.setFormatter(uvicorn.logging.AccessFormatter("%(client_addr)s %(request_line)s %(status_code)s"))
    logger = logging.getLogger("uvicorn.access")
    logger.addHandler(handler)
    try:
        logger.warning('%s - "%s %s HTTP/%s" %d', "127.0.0.1:1", "GET", f"/t/{TOKEN}?said=sent", "1.1", 200)
    finally:
        logger.removeHandler(handler)
    assert "GET /t/-?said=sent HTTP/1.1" in own.getvalue()
    assert TOKEN not in own.getvalue() + written.getvalue()


def test_a_request_is_one_line_without_key_query_or_address(written: io.StringIO, small: Flask, cast: Cast) -> None:
    with served(small) as server:
        get(server.port, f"/t/{TOKEN}/live?secret=1")
        get(server.port, f"/broken/{TOKEN}")
    lines = [line for line in written.getvalue().splitlines() if line.startswith("GET /t/")]
    assert len(lines) == 1
    assert lines[0].startswith("GET /t/-/live 404 ")
    assert "secret" not in lines[0]
