"""What a stranger costs: the dearest thing that can be sent without a key, against one public page made anew."""

import logging
import time
from statistics import median
from typing import Any

from werkzeug.test import Client

from bench.ground import ground
from bench.report import Report

MUCH = 30_000  # about as much as a head may hold
AT_MOST = 6  # times what a public page costs that is made anew
FORM = "application/x-www-form-urlencoded"

ASKED: dict[str, dict[str, Any]] = {
    "languages": {"headers": {"Accept-Language": ",".join(f"x{n};q=0.{n % 10}" for n in range(2_500))}},
    "one language": {"headers": {"Accept-Language": "a-" * (MUCH // 2)}},
    "quotes in a language": {"headers": {"Accept-Language": 'en;a="' + '\\"' * (MUCH // 2)}},
    "cookies": {"path": "/desk", "headers": {"Cookie": ";".join(f"a{n}=b" for n in range(3_500))}},
    "a cookie": {"path": "/desk", "headers": {"Cookie": "desk=" + "a" * MUCH}},
    "quotes in a cookie": {"path": "/desk", "headers": {"Cookie": 'desk="' + '\\"' * (MUCH // 2)}},
    "tags": {"path": "{page}", "headers": {"If-None-Match": ",".join(['"a"'] * 7_500)}},
    "half a tag": {"path": "{page}", "headers": {"If-None-Match": '"' * MUCH}},
    "a date": {"path": "{page}", "headers": {"If-Modified-Since": "Mon, " + "1 " * (MUCH // 2)}},
    "ranges": {"path": "/static/mark.svg", "headers": {"Range": "bytes=" + ",".join(["0-1"] * 7_000)}},
    "proxies": {"headers": {"X-Forwarded-For": "1," * (MUCH // 2)}},
    "a host": {"headers": {"Host": "a." * (MUCH // 2)}},
    "a path": {"path": "/" + "a/" * 8_000},
    "a path of marks": {"path": "/desk/" + "%E2%80%8B" * 1_700},
    "a token": {"path": "/p/" + "a" * 16_000},
    "an address to embed": {"path": "/oembed?url=http://localhost/p/" + "a" * 15_000},
    "a look to embed": {"path": "/oembed?url=http://localhost{page}?" + "%26a" * 4_000},
    "a page to go on to": {"path": "/desk/login?next=/desk/" + "/a" * 7_000},
    "a type of body": {"method": "POST", "path": "/desk/login", "content_type": FORM + '; a="b' * 4_000},
    "fields": {"method": "POST", "path": "/desk/login", "data": b"&" * 16_000, "content_type": FORM},
    "a boundary": {
        "method": "POST",
        "path": "/desk/login",
        "data": b"--a\r\n" * 3_000,
        "content_type": "multipart/form-data; boundary=a",
    },
    "a password": {
        "method": "POST",
        "path": "/desk/login",
        "data": b"email=a%40b.example&password=" + b"x" * 1_000_000,
        "content_type": FORM,
    },
}


def measure(report: Report) -> None:
    logging.disable()  # each failed login is told
    with ground() as here:
        client = Client(here.app.wsgi_app)
        page = {"path": here.public}
        costs = {what: _ratio(client, to(asked, here.public), page) for what, asked in ASKED.items()}
    logging.disable(logging.NOTSET)
    dearest = max(costs, key=lambda what: costs[what])
    report.line("the dearest request without a key: CPU", costs[dearest], AT_MOST, "x", f"{dearest}; of {len(costs)}")


def to(asked: dict[str, Any], page: str) -> dict[str, Any]:
    """The same request with the address of a public page in it."""
    return asked | {"path": asked.get("path", "/").replace("{page}", page)}


def _ratio(client: Client, asked: dict[str, Any], page: dict[str, Any]) -> float:
    return median(_took(client, asked) / _took(client, page) for _ in range(5))


def _took(client: Client, asked: dict[str, Any]) -> float:
    """The least CPU time of some tries: whatever else runs here only ever adds."""

    def once() -> float:
        begun = time.process_time()
        client.open(**asked).close()
        return time.process_time() - begun

    return min(once() for _ in range(6))
