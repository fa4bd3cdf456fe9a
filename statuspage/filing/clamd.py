"""Asks clamd whether a file is harmful, by the one command that needs no file of ours to be read there (INSTREAM)."""

import logging
import socket
import struct
from collections.abc import Iterable

from statuspage.config.virus_scanner import ScannerAddress
from statuspage.resolving import open_socket

_PATIENCE = 60.0  # seconds for an answer; it unpacks what is packed
_CHUNK = 256 * 1024  # bytes sent together
_LONGEST = 4_096  # bytes of an answer
CLEAN, HARMFUL, TOO_LARGE = "", "harmful", "unscanned"

log = logging.getLogger("statuspage.files")


class ScannerAway(Exception):
    """The scanner does not answer, or cannot say anything: nobody knows whether the file is harmful."""


def scan(where: ScannerAddress, chunks: Iterable[bytes]) -> str:
    """``CLEAN``, or the reason of refusals.py why this is not taken. Raises ``ScannerAway``."""
    try:
        with _connected(where) as connection:
            answer = _ask(connection, chunks)
    except OSError as fault:
        raise ScannerAway(str(fault)) from fault
    if answer.endswith("FOUND"):
        log.warning("The scanner found something in a file: %s", answer.removeprefix("stream: "))
        return HARMFUL
    if answer == "stream: OK":
        return CLEAN
    if "size limit" in answer:
        return TOO_LARGE
    raise ScannerAway(answer)


def _connected(where: ScannerAddress) -> socket.socket:
    if where.host:
        return open_socket(where.host, where.port, _PATIENCE)
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.settimeout(_PATIENCE)
    try:
        made.connect(where.path)
    except OSError:
        made.close()
        raise
    return made


def _ask(connection: socket.socket, chunks: Iterable[bytes]) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        for chunk in chunks:
            for at in range(0, len(chunk), _CHUNK):
                part = chunk[at : at + _CHUNK]
                connection.sendall(struct.pack("!L", len(part)) + part)
        connection.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has had enough, and says why
    answer = b""
    while len(answer) < _LONGEST and not answer.endswith(b"\0"):
        more = connection.recv(_LONGEST)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()
