"""Asks a server over one connection that stays open, and counts the processor time that it takes for an answer."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9",
    "Sec-Fetch-Dest": "document",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
}
Ask = Callable[[], float]


def asks(port: int, process: int, path: str, times: int) -> Ask:
    """Asks so many times, and returns the microseconds of the server's processor time for one answer."""
    headers = "".join(f"{name}: {value}\r\n" for name, value in BROWSER.items())
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()

    def ask() -> float:
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(3):
                answer(line, asked)
            begun = ran(process)
            for _ in range(times):
                answer(line, asked)
            return (ran(process) - begun) / 1_000 / times

    return ask


def body_of(port: int, path: str) -> bytes:
    """What is answered, as it comes over the wire."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        return answer(line, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())


def answer(line: socket.socket, asked: bytes) -> bytes:
    """The whole body. RuntimeError for anything but 200, and for a server that hangs up."""
    line.sendall(asked)
    told = _more(line, b"")
    while b"\r\n\r\n" not in told:
        told = _more(line, told)
    head, _, body = told.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head[:200].decode("latin-1"))
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body = _more(line, body)
    return body


def _more(line: socket.socket, told: bytes) -> bytes:
    came = line.recv(262_144)
    if not came:
        raise RuntimeError("the server hung up")
    return told + came


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
