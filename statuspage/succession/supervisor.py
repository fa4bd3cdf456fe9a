"""What systemd is told, where it listens for it (sd_notify(3)); any other supervisor sees that the process goes on."""

import contextlib
import os
import socket
import time


def tell(**said: object) -> None:
    """Tell it this; nothing where nobody listens. Only the process that systemd has started is believed."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path:
        return
    lines = "\n".join(f"{name}={value}" for name, value in said.items())
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(lines.encode(), f"\0{path[1:]}" if path.startswith("@") else path)


def tell_reloading() -> None:
    """A new process is being started."""
    tell(RELOADING=1, MONOTONIC_USEC=time.monotonic_ns() // 1000)


def tell_ready(status: str) -> None:
    """All is served; ``status`` is what `systemctl status` shows."""
    tell(READY=1, STATUS=status)
