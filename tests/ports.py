"""Ports for servers that tests start in processes of their own, so that no two tests get the same one."""

import itertools
import os
import random
import re
import socket

_FIRST, _EACH, _WORKERS = 20_000, 200, 60  # below the ports that systems give out by themselves
_worker = int("0" + re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", ""))) % _WORKERS
_next = itertools.count(random.randrange(_EACH))


def free_port() -> int:
    """A port on which nobody listens, from a range that is this process's alone among those that test in parallel."""
    for number in itertools.islice(_next, _EACH):
        port = _FIRST + _worker * _EACH + number % _EACH
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
