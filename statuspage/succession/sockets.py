"""The listening sockets that somebody else has opened for us, and keeps open when we end."""

import os
import socket
from collections.abc import Iterable, MutableMapping

FIRST = 3  # of the files that systemd gives (sd_listen_fds(3))
_NAMES = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")


class NoSocket(Exception):
    """What was given is nothing that we can listen on; the text says so."""


def given_by_systemd(environ: MutableMapping[str, str] | None = None) -> list[socket.socket]:
    """The sockets of a ``.socket`` unit; none where there is none. What we start ourselves is not given them again.

    Raises NoSocket.
    """
    environ = os.environ if environ is None else environ
    said = {name: environ.pop(name, "") for name in _NAMES}
    if said["LISTEN_PID"] != str(os.getpid()):
        return []
    return opened(range(FIRST, FIRST + int(said["LISTEN_FDS"] or 0)))


def opened(files: Iterable[int]) -> list[socket.socket]:
    """The sockets with these numbers. Raises NoSocket."""
    try:
        return [_opened(number) for number in files]
    except OSError as fault:
        raise NoSocket(f"The socket that was given cannot be used: {fault.strerror}.") from fault


def _opened(number: int) -> socket.socket:
    found = socket.socket(fileno=number)
    found.set_inheritable(False)
    if found.type != socket.SOCK_STREAM or found.family not in (socket.AF_INET, socket.AF_INET6):
        found.close()
        raise NoSocket("The socket that was given is none of TCP: ListenStream= needs a port.")
    return found
