"""What is held in memory: as it is served with its log, against a bare ASGI answer of the same bytes, and nginx's file.

Each figure is processor time of the server for one answer, over a connection that stays open, in turns of one run.
Whoever asks for what is held in words that were asked in before is answered where the request was parsed, by one
write, and no task begins. Whether it still holds is looked up for each. Lines of the log are written together, ten
times a second; nginx's worker writes none. This is SQLite, where that look takes some microseconds; PostgreSQL is
asked over a line.
"""

import contextlib
import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from bench.ground import ground
from bench.lines import BROWSER, TOGETHER, ask_all, connected, request
from bench.report import Report
from bench.served import running

ROUNDS, TIMES = 9, 1_000
HEAD = ("content-type", "cache-control", "vary", "content-encoding")
NGINX = """daemon off; worker_processes 1; pid {folder}/pid; error_log /dev/null; events {{ }}
http {{ access_log off; types {{ }} default_type "text/html; charset=utf-8"; keepalive_requests 1000000;
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s; server {{ listen 127.0.0.1:{port}; root {folder}; location = /page {{
add_header Content-Encoding gzip; }} }} }}"""
Ask = Callable[[], float]


def measure(report: Report) -> None:
    took = taken("sqlite")
    told = ", ".join(f"{said} {median(times):.0f}" for said, times in took.items())
    say(report, took, "kept public page: of a bare ASGI answer", "bare", "ours", 0.75, f"µs: {told}")
    say(report, took, "kept public page: of nginx giving a file", "nginx", "ours", 0.3)
    say(report, took, "304: of a bare ASGI 304", "bare, 304", "ours, 304", 0.7)
    say(report, took, "kept public page: an empty Flask view on the same server", "empty", "ours", 6)


def taken(database: str) -> dict[str, list[float]]:
    """What each of them took in each turn, in microseconds."""
    with ground(database=database) as here, tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO"}
        port, ours = stack.enter_context(running("front", loud, is_quiet=True))
        body = _first(port, here.public)
        page, headers = Path(name) / "page", Path(name) / "headers"
        page.write_bytes(body.read())
        headers.write_text("\n".join(f"{n}: {v}" for n, v in body.getheaders() if n.lower() != "date"))
        Path(name).chmod(0o755)
        bare_port, bare = stack.enter_context(running("answer", {}, str(page), str(headers)))
        same_port, same = stack.enter_context(running("answer", {}, str(page), str(headers), "304"))
        nginx_port, nginx = stack.enter_context(_nginx(Path(name)))
        etag = body.getheader("ETag") or ""
        asks = {
            "ours": _asks(port, ours, here.public),
            "ours, 304": _asks(port, ours, here.public, etag),
            "bare": _asks(bare_port, bare, "/page"),
            "bare, 304": _asks(same_port, same, "/page", etag),
            "nginx": _asks(nginx_port, nginx, "/page"),
            "empty": _asks(port, ours, "/empty", times=TIMES // 5),
        }
        if database == "postgresql":
            asks |= {
                f"ours, {TOGETHER}": _asks(port, ours, here.public, together=TOGETHER),
                f"bare, {TOGETHER}": _asks(bare_port, bare, "/page", together=TOGETHER),
                f"ours, 304, {TOGETHER}": _asks(port, ours, here.public, etag, together=TOGETHER),
                f"bare, 304, {TOGETHER}": _asks(same_port, same, "/page", etag, together=TOGETHER),
            }
        took: dict[str, list[float]] = {said: [] for said in asks}
        for turn in range(ROUNDS):
            for said, ask in list(asks.items())[turn % len(asks) :] + list(asks.items())[: turn % len(asks)]:
                took[said].append(ask())
    return took


def say(
    report: Report, took: dict[str, list[float]], what: str, reference: str, ours: str, bound: float, told: str = ""
) -> None:
    """How many of ours the reference takes as long as: more is faster."""
    ratio = median(one / other for one, other in zip(took[reference], took[ours], strict=True))
    report.at_least(what, ratio, bound, "x", told)


def _first(port: int, path: str) -> http.client.HTTPResponse:
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers=BROWSER)
        answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"the public page: {answer.status}")
    return answer


def _asks(port: int, process: int, path: str, etag: str = "", times: int = TIMES, together: int = 1) -> Ask:
    """Asks so many times, and returns the microseconds of the server's processor time for one answer.

    Of so many who ask ``together`` each sends, and then each takes its answer.
    """
    asked, begin = request(port, path, etag)

    def ask() -> float:
        with contextlib.ExitStack() as stack:
            lines = [stack.enter_context(connected(port)) for _ in range(together)]
            ask_all(lines, asked, begin)
            begun = _ran(process)
            for _ in range(times // together):
                ask_all(lines, asked, begin)
            return (_ran(process) - begun) / 1_000 / (times // together * together)

    return ask


def _ran(process: int) -> int:
    """Nanoseconds that all threads of a process and of its children have run, as Linux keeps them."""
    found = [process]
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    files = [file for one in found for file in Path(f"/proc/{one}/task").glob("*/schedstat")]
    return sum(int(file.read_text().split()[0]) for file in files)


@contextlib.contextmanager
def _nginx(folder: Path) -> Iterator[tuple[int, int]]:
    """nginx, one worker, that gives the page as a file; the package brings it where it is missing."""
    from tests.installing import apt_install
    from tests.patience import until
    from tests.ports import listens

    if not shutil.which("nginx"):
        apt_install("nginx-light")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port))
        yield port, server.pid
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait()
