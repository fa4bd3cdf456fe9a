"""What nginx keeps of our public pages, by deploy/nginx.conf: against the same nginx giving a file of these bytes.

Both are processor time for one answer, in turns of one run: nginx's and ours together where we stand behind it. TLS is
left out, which would cost both the same and hide what differs.
"""

import contextlib
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.ground import ground
from bench.kept import TIMES
from bench.nginx import nginx
from bench.report import Report
from bench.served import running
from bench.wire import asks, first, in_turns

ROUNDS = 9
DEBIAN = (
    "sendfile on; tcp_nopush on; types_hash_max_size 2048;"  # the lines of Debian's nginx.conf that could matter here
)
FILE = """location = /page {{ root {folder}; access_log off; add_header Content-Encoding gzip; }}
    location = /open/page {{ alias {folder}/page; open_file_cache max=1000; add_header Content-Encoding gzip; }}
    # Public pages"""


def measure(report: Report) -> None:
    with ground() as here, tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        loud = here.environ | {"STATUSPAGE_LOG_LEVEL": "INFO", "STATUSPAGE_TRUSTED_PROXIES": "1"}
        port, ours = stack.enter_context(running("front", loud, is_quiet=True))
        body = first(port, here.public)
        (folder / "page").write_bytes(body.read())
        folder.chmod(0o755)
        proxy_port, proxy = stack.enter_context(_proxy(folder, port))
        etag = body.getheader("ETag") or ""
        file_etag = first(proxy_port, "/page").getheader("ETag") or ""
        asking = {
            "kept": asks(proxy_port, here.public, TIMES, proxy, ours),
            "file": asks(proxy_port, "/page", TIMES, proxy),
            "kept, 304": asks(proxy_port, here.public, TIMES, proxy, ours, etag=etag),
            "file held open": asks(proxy_port, "/open/page", TIMES, proxy),
            "file, 304": asks(proxy_port, "/page", TIMES, proxy, etag=file_etag),
        }
        took = in_turns(asking, ROUNDS)
    told = ", ".join(f"{said} {median(times):.1f}" for said, times in took.items())
    for what, suffix in (("nginx's cache before us: of nginx giving a file", ""), ("the same, 304", ", 304")):
        ratio = _of(took[f"file{suffix}"], took[f"kept{suffix}"])
        report.at_least(what, ratio, 0.9, "x", f"µs: {told}" if not suffix else "")
    report.note("the same, of a file that is held open as well", _of(took["file held open"], took["kept"]), "x", "")


def _of(reference: list[float], ours: list[float]) -> float:
    return median(one / other for one, other in zip(reference, ours, strict=True))


@contextlib.contextmanager
def _proxy(folder: Path, behind: int) -> Iterator[tuple[int, int]]:
    """nginx with deploy/nginx.conf before this port; and with a file that it gives by itself."""
    kept = Path(f"/dev/shm/statuspage-bench-{behind}")  # in memory, as there
    try:
        with nginx(folder, lambda port: f"{DEBIAN}\n{_ours(folder, port, behind, kept)}") as served:
            yield served
    finally:
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
