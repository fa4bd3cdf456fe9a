"""nginx, one worker, as the measures start it; the package brings it where it is missing."""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.wire import free_port

_MAIN = """daemon off; worker_processes 1; pid {folder}/pid; error_log /dev/null; events {{ }}
http {{ types {{ }} default_type "text/html; charset=utf-8"; keepalive_requests 1000000;
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s;
{rest}
}}"""


@contextlib.contextmanager
def nginx(folder: Path, rest: Callable[[int], str]) -> Iterator[tuple[int, int]]:
    """Its port, and the number of its process. What ``rest`` says of the port stands in its ``http`` block."""
    from tests.installing import apt_install
    from tests.patience import until
    from tests.ports import listens

    if not shutil.which("nginx"):
        apt_install("nginx-light")
    port = free_port()
    (folder / "nginx.conf").write_text(_MAIN.format(folder=folder, rest=rest(port)))
    server = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL)
    try:
        until(lambda: listens(port))
        yield port, server.pid
    finally:
        os.kill(server.pid, signal.SIGTERM)
        server.wait()
