"""Streams are let go one by one, a closed terminal is no restart, and what is given to listen on is looked at."""

import asyncio
import fcntl
import os
import pty
import signal
import socket
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from statuspage.front.connection import Watcher
from statuspage.front.region import Region
from statuspage.front.regions import Regions
from statuspage.succession import hangup
from statuspage.succession.sockets import NoSocket, given_by_systemd, opened
from tests.patience import LONG

# Says what each SIGHUP means.
LISTENER = """
import runpy, signal, sys
hangup = runpy.run_path(sys.argv[1])["Hangup"]()
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGHUP])
print("ready", flush=True)
while True:
    signal.sigwait([signal.SIGHUP])
    print("stop" if hangup.means_stop() else "begin anew", flush=True)
"""


def test_streams_end_at_moments_of_their_own_within_the_time_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(_let_go(1_000, monkeypatch))


async def _let_go(many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    async def send(_message: object) -> None:
        """Nobody reads it."""

    regions, region, delays = Regions(None, None), Region("/t/1", None), []
    region.watchers = {Watcher(send) for _ in range(many)}
    regions._regions["ana"] = region
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "call_later", lambda delay, _end: delays.append(delay))
    regions.see(Watcher(send))
    assert delays == [], "nobody leaves yet"
    regions.let_go(20)
    regions.see(Watcher(send))  # one who comes meanwhile
    assert len(delays) == many + 1
    assert min(delays) >= 0
    assert max(delays) <= 20
    per_second = [sum(int(delay) == second for delay in delays) for second in range(20)]
    assert max(per_second) < 3 * many / 20, "never many at once"


def test_a_hangup_means_to_begin_anew_until_the_terminal_is_gone() -> None:
    ours, theirs = pty.openpty()
    command = (sys.executable, "-c", LISTENER, hangup.__file__)
    take_terminal = lambda: fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)  # noqa: E731 - between fork and exec
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=take_terminal
    ) as process:
        os.close(theirs)
        try:
            assert process.stdout
            assert process.stdout.readline() == "ready\n"
            process.send_signal(signal.SIGHUP)
            assert process.stdout.readline() == "begin anew\n"
            os.close(ours)  # as a window that is closed does; the system then sends the signal
            assert process.stdout.readline() == "stop\n"
        finally:
            process.kill()
    process.wait(LONG)


def test_a_hangup_without_any_terminal_means_to_begin_anew() -> None:
    program = f"import runpy; print(runpy.run_path({hangup.__file__!r})['Hangup']().means_stop())"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, start_new_session=True
    )
    assert told.stdout == "False\n"


def test_only_whom_systemd_means_takes_its_sockets_and_what_it_starts_is_not_told() -> None:
    said = {"LISTEN_PID": "1", "LISTEN_FDS": "1", "LISTEN_FDNAMES": "statuspage.socket", "HOME": "/"}
    assert given_by_systemd(said) == []
    assert said == {"HOME": "/"}


def test_a_socket_that_is_none_of_tcp_is_refused_in_words(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as given:
        given.bind(str(tmp_path / "socket"))
        with pytest.raises(NoSocket, match="none of TCP: ListenStream= needs a port"):
            opened([os.dup(given.fileno())])
    with pytest.raises(NoSocket, match="cannot be used"):
        opened([999])


def test_the_keeper_loads_nothing_of_the_house_but_its_own_folder() -> None:
    """It stays small, and what else is new in a version cannot break it."""
    texts = [one.read_text(encoding="utf-8") for one in Path(hangup.__file__).parent.glob("*.py")]
    lines = [line for text in texts for line in text.splitlines() if line.startswith(("import ", "from "))]
    others = {line.split()[1] for line in lines if not line.startswith("from statuspage.succession")}
    assert {one.partition(".")[0] for one in others} <= sys.stdlib_module_names
