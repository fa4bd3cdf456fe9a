"""The peers' own environment, made of their pins when it is first needed; and one of them running."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.wire import free_port, without_ours
from statuspage.config import PROJECT

HOME = PROJECT / ".venv" / "peers"
PINS = PROJECT / "requirements-peers.txt"
PROGRAM = Path(__file__).with_name("served.py")


class NotHere(Exception):
    """A peer that cannot be installed or started on this machine, in words."""


@contextlib.contextmanager
def peer(kind: str, folder: Path, entries: int) -> Iterator[tuple[int, int, str]]:
    """The port of this peer, the number of its process, and the path of its page with so many entries."""
    _install()
    port, home = free_port(), folder / kind
    home.mkdir()
    command = [HOME / "bin" / "python", "-P", "-W", "ignore", PROGRAM, kind, str(port), home, str(entries)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=without_ours(), text=True) as server:
        try:
            assert server.stdout
            assert server.stderr
            said = server.stdout.readline().split()
            if said[1:] != ["listening"]:
                server.kill()
                raise NotHere(f"{kind} could not be started: {server.stderr.read().strip()[-300:]}")
            yield port, server.pid, said[0]
        finally:
            server.kill()


def _install() -> None:
    """Make the environment once for these pins. One package comes as its source alone, in C."""
    from tests.installing import installed

    try:
        installed(HOME, PINS, _need_a_compiler)
    except RuntimeError as fault:
        raise NotHere(str(fault)) from fault


def _need_a_compiler() -> None:
    from tests.installing import apt_install, may_install

    if not shutil.which("gcc") and may_install():
        apt_install("gcc", "libc6-dev", "python3-dev")
