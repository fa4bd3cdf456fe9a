"""Asking over connections that stay open, with little work of one's own: `python -m bench.lines` is a client apart.

It loads nothing of ours. Each line that it reads, of a port and a path, lets it ask there for some seconds by some
connections at once, and print how many answers came.
"""

import contextlib
import socket
import sys
import time

TOGETHER, SECONDS = 16, 1.5
BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9",
    "Sec-Fetch-Dest": "document",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}


def request(port: int, path: str, etag: str = "") -> tuple[bytes, bytes]:
    """What a browser asks, and how the answer begins; with an ETag, that it has it already."""
    headers = "".join(f"{n}: {v}\r\n" for n, v in BROWSER.items()) + (f"If-None-Match: {etag}\r\n" if etag else "")
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
    return asked, b"HTTP/1.1 304" if etag else b"HTTP/1.1 200"


def connected(port: int) -> socket.socket:
    """A connection that stays open."""
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def ask_all(lines: list[socket.socket], asked: bytes, begin: bytes) -> None:
    """Each asks, and then each takes its answer, which must begin so."""
    for line in lines:
        line.sendall(asked)
    for line in lines:
        _take(line, begin)


def _take(line: socket.socket, begin: bytes) -> None:
    told = line.recv(65_536)
    while b"\r\n\r\n" not in told:
        told += line.recv(65_536)
    head, _, body = told.partition(b"\r\n\r\n")
    if not head.startswith(begin):
        raise RuntimeError(head[:200])
    if b"200" in begin:
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        left = length - len(body)
        while left > 0:
            left -= len(line.recv(65_536))


def _count(port: int, path: str) -> int:
    asked, begin = request(port, path)
    with contextlib.ExitStack() as stack:
        lines = [stack.enter_context(connected(port)) for _ in range(TOGETHER)]
        end, count = time.monotonic() + SECONDS, 0
        while time.monotonic() < end:
            ask_all(lines, asked, begin)
            count += len(lines)
        return count


if __name__ == "__main__":
    for told in sys.stdin:
        number, where = told.split()
        print(_count(int(number), where), flush=True)
