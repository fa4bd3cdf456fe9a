"""What the page weighs: the customer's, on the wire, with all its styles and scripts, as a browser fetches them."""

import http.client
import re

from bench.ground import ground
from bench.report import Report
from bench.served import process

LINKED = re.compile(r'<(?:link[^>]+rel="stylesheet"[^>]+href|script[^>]+src)="([^"]+)"')


def measure(report: Report) -> None:
    with ground() as here, process("front", here.environ) as port:
        page, whole = _fetch(port, here.private)
        parts = {path.replace("&amp;", "&"): 0 for path in LINKED.findall(whole.decode())}
        for path in parts:
            parts[path] = _fetch(port, path)[0]
    reference = f"the page {page / 1024:.1f} KB, {len(parts)} styles and scripts {sum(parts.values()) / 1024:.1f} KB"
    report.line(
        "the customer's page on the wire, with 20 letters", (page + sum(parts.values())) / 1024, 60, "KB", reference
    )


def _fetch(port: int, path: str) -> tuple[int, bytes]:
    """Bytes of the body on the wire, and the body."""
    import gzip

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{path.split('/')[1]}: {response.status}")
    packed = response.getheader("Content-Encoding") == "gzip"
    return len(body), gzip.decompress(body) if packed else body
