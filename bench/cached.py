"""What nginx keeps of our public pages, by deploy/nginx.conf: against the same nginx giving a file of these bytes.

Both are processor time for one answer, in turns of one run: nginx's and ours together where we stand behind it. TLS is
left out, which would cost both the same and hide what differs.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.ground import ground
from bench.kept import TIMES, _first, _ran
from bench.lines import ask_all, connected, request
from bench.report import Report
from bench.served import running

ROUNDS = 9
DEBIAN = (
    "sendfile on; tcp_nopush on; types_hash_max_size 2048;"  # the lines of Debian's nginx.conf that could matter here
)
MAIN = """daemon off; worker_processes 1; pid {folder}/pid; error_log /dev/null; events {{ }}
http {{ {debian} types {{ }} default_type "text/html; charset=utf-8"; keepalive_requests 1000000;
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s;
{ours}
}}"""
FILE = """location = /page {{ root {folder}; access_log off; add_header Content-Encoding gzip; }}
    location = /open/page {{ alias {folder}/page; open_file_cache max=1000; add_header Content-Encoding gzip; }}
    # Public pages"""


def measure(report: Report) -> None:
    with ground() as here, tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO", "STATUSPAGE_TRUSTED_PROXIES": "1"}
        port, ours = stack.enter_context(running("front", loud, is_quiet=True))
        body = _first(port, here.public)
        (folder / "page").write_bytes(body.read())
        folder.chmod(0o755)
        proxy_port, nginx = stack.enter_context(_proxy(folder, port))
        etag = body.getheader("ETag") or ""
        asks = {
            "kept": (here.public, "", (nginx, ours)),
            "file": ("/page", "", (nginx,)),
            "kept, 304": (here.public, etag, (nginx, ours)),
            "file held open": ("/open/page", "", (nginx,)),
            "file, 304": ("/page", _etag(proxy_port), (nginx,)),
        }
        took: dict[str, list[float]] = {said: [] for said in asks}
        for turn in range(ROUNDS):
            for said in [*asks][turn % len(asks) :] + [*asks][: turn % len(asks)]:
                took[said].append(_took(proxy_port, *asks[said]))
    told = ", ".join(f"{said} {median(times):.1f}" for said, times in took.items())
    for what, suffix in (("nginx's cache before us: of nginx giving a file", ""), ("the same, 304", ", 304")):
        ratio = _of(took[f"file{suffix}"], took[f"kept{suffix}"])
        report.at_least(what, ratio, 0.9, "x", f"µs: {told}" if not suffix else "")
    report.note("the same, of a file that is held open as well", _of(took["file held open"], took["kept"]), "x", "")


def _of(reference: list[float], ours: list[float]) -> float:
    return median(one / other for one, other in zip(reference, ours, strict=True))


def _took(port: int, path: str, etag: str, processes: tuple[int, ...]) -> float:
    """Microseconds for one answer of so many, by a connection that stays open."""
    asked, begin = request(port, path, etag)
    with connected(port) as line:
        ask_all([line], asked, begin)
        begun = sum(map(_ran, processes))
        for _ in range(TIMES):
            ask_all([line], asked, begin)
        return (sum(map(_ran, processes)) - begun) / 1_000 / TIMES


def _etag(port: int) -> str:
    return _first(port, "/page").getheader("ETag") or ""


@contextlib.contextmanager
def _proxy(folder: Path, behind: int) -> Iterator[tuple[int, int]]:
    """nginx, one worker, with deploy/nginx.conf before this port; and with a file that it gives by itself."""
    from tests.installing import apt_install
    from tests.patience import until
    from tests.ports import listens

    if not shutil.which("nginx"):
        apt_install("nginx-light")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = Path(f"/dev/shm/statuspage-bench-{port}")  # in memory, as there
    text = _ours(folder, port, behind, kept)
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, debian=DEBIAN, ours=text))
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port))
        yield port, server.pid
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait()
        shutil.rmtree(kept, ignore_errors=True)


def _ours(folder: Path, port: int, behind: int, kept: Path) -> str:
    """deploy/nginx.conf as it stands, on ports and in folders of this run, and without TLS."""
    text = (Path(__file__).parent.parent / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for printed, here in {
        r"listen 443 ssl http2;": f"listen 127.0.0.1:{port};",
        r"ssl_certificate(_key)? [^;]*;": "",
        r"server_name status\.example\.com;": "server_name 127.0.0.1;",
        r"/dev/shm/statuspage": str(kept),
        r"/var/log/nginx/statuspage\.error\.log": "/dev/null",
        r"server 127\.0\.0\.1:8000;": f"server 127.0.0.1:{behind};",
        r"# Public pages": FILE.format(folder=folder),
    }.items():
        text, found = re.subn(printed, here, text)
        if not found:
            raise RuntimeError(f"deploy/nginx.conf has no {printed}")
    return text
