"""Asks a server over connections that stay open, and counts the processor time that it takes for an answer.

Nothing of ours is loaded here, so that a client apart is a small one.
"""

import contextlib
import http.client
import os
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9",
    "Sec-Fetch-Dest": "document",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
_GOOD = b"HTTP/1.1 200"
BEHIND = 0.15  # seconds in which what is written behind answers has been written, as lines of the log are
Ask = Callable[[], float]


def asks(port: int, path: str, times: int, *processes: int, etag: str = "", together: int = 1) -> Ask:
    """Asks so many times, and returns the microseconds of these processes' time for one answer.

    Of so many who ask ``together`` each sends, and then each takes its answer. With an ETag they have it already.
    """
    asked, begin = request(port, path, etag)

    def ask() -> float:
        with contextlib.ExitStack() as stack:
            lines = [stack.enter_context(connected(port)) for _ in range(together)]
            for _ in range(3):
                ask_all(lines, asked, begin)
            begun = sum(map(ran, processes))
            for _ in range(times // together):
                ask_all(lines, asked, begin)
            time.sleep(BEHIND)
            return (sum(map(ran, processes)) - begun) / 1_000 / (times // together * together)

    return ask


def in_turns(asking: Mapping[str, Ask], rounds: int) -> dict[str, list[float]]:
    """What each of them took in each turn. None always follows the same one."""
    took: dict[str, list[float]] = {said: [] for said in asking}
    order = list(asking)
    for _ in range(rounds):
        for said in order:
            took[said].append(asking[said]())
        order.append(order.pop(0))
    return took


def first(port: int, path: str) -> http.client.HTTPResponse:
    """The answer, not read yet, once it was asked for often enough to be held. RuntimeError for anything but 200."""
    for _ in range(4):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers=BROWSER)
        answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return answer


def keep(answer: http.client.HTTPResponse, folder: Path) -> tuple[str, str]:
    """The files in which its body and its headers stand from now on, for a bare server of the same bytes."""
    page, headers = folder / "page", folder / "headers"
    page.write_bytes(answer.read())
    headers.write_text("\n".join(f"{n}: {v}" for n, v in answer.getheaders() if n.lower() != "date"))
    return str(page), str(headers)


def body_of(port: int, path: str) -> bytes:
    """What is answered, as it comes over the wire."""
    with connected(port) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        return _take(line, _GOOD)


def request(port: int, path: str, etag: str = "") -> tuple[bytes, bytes]:
    """What a browser asks, and how the answer begins; with an ETag, that it has it already."""
    headers = "".join(f"{n}: {v}\r\n" for n, v in BROWSER.items()) + (f"If-None-Match: {etag}\r\n" if etag else "")
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()
    return asked, b"HTTP/1.1 304" if etag else _GOOD


def connected(port: int) -> socket.socket:
    """A connection that stays open."""
    line = socket.create_connection(("127.0.0.1", port), timeout=60)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def ask_all(lines: list[socket.socket], asked: bytes, begin: bytes) -> None:
    """Each asks, and then each takes its answer, which must begin so."""
    for line in lines:
        line.sendall(asked)
    for line in lines:
        _take(line, begin)


def _take(line: socket.socket, begin: bytes) -> bytes:
    """The whole body. RuntimeError for an answer that begins otherwise, and for a server that hangs up."""
    told = _more(line)
    while b"\r\n\r\n" not in told:
        told += _more(line)
    head, _, body = told.partition(b"\r\n\r\n")
    if not head.startswith(begin):
        raise RuntimeError(head[:200].decode("latin-1"))
    if begin != _GOOD:
        return body
    pieces, left = [body], int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]) - len(body)
    while left > 0:
        pieces.append(_more(line))
        left -= len(pieces[-1])
    return b"".join(pieces)


def _more(line: socket.socket) -> bytes:
    came = line.recv(262_144)
    if not came:
        raise RuntimeError("the server hung up")
    return came


def ran(process: int) -> int:
    """Nanoseconds that all threads of a process and of its children have run, as Linux keeps them."""
    found = [process]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    files = [file for one in found for file in Path(f"/proc/{one}/task").glob("*/schedstat")]
    return sum(int(file.read_text().split()[0]) for file in files)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def without_ours() -> dict[str, str]:
    """This environment, without our settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("STATUSPAGE_")}
