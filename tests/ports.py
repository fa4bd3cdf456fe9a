"""Ports for servers that tests start in processes of their own, so that no two tests get the same one."""

import itertools
import random
import socket

_FIRST, _EACH, _BLOCKS = 20_000, 200, 60  # below the ports that systems give out by themselves


def _claim() -> tuple[socket.socket, int]:
    """A block of ports that is this process's alone, whatever else is tested on this machine: its first port is held
    for as long as this process lives.
    """
    for first in range(_FIRST, _FIRST + _BLOCKS * _EACH, _EACH):
        held = socket.socket()
        try:
            held.bind(("127.0.0.1", first))
        except OSError:
            held.close()
            continue
        return held, first
    raise RuntimeError("Every block of ports for tests is held.")


_held, _first = _claim()
_next = itertools.count(random.randrange(_EACH))


def free_port() -> int:
    """A port on which nobody listens, from the block that is this process's alone."""
    for number in itertools.islice(_next, _EACH):
        port = _first + number % _EACH
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("No port is free for a test's server.")


def listens(port: int) -> bool:
    """Whether anybody takes a connection at this port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True
