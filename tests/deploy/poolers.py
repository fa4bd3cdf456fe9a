"""A real PgBouncer before the PostgreSQL of the tests: each transaction gets any of two server connections."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from tests.installing import apt_install, is_root
from tests.patience import until
from tests.ports import free_port, listens

CONFIGURATION = """
[databases]
* = host={socket} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
pidfile = {folder}/pid
logfile = {folder}/log
"""


@contextmanager
def pgbouncer(url: str) -> Iterator[str]:
    """The address at which the database of this URL is reached through a pooler."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if not program:
        apt_install("pgbouncer")
        program = "/usr/sbin/pgbouncer"
    direct, port = make_url(url), free_port()
    place = Path(str(direct.query["host"]))
    folder = Path(tempfile.mkdtemp(prefix="statuspage-pooler-"))
    (folder / "ini").write_text(CONFIGURATION.format(socket=place, port=port, folder=folder), encoding="utf-8")
    if is_root():  # it refuses to be root; whoever the server is may enter the folder of its socket
        owner = place.stat().st_uid
        for path in (folder, folder / "ini"):
            os.chown(path, owner, -1)
        command = [program, "-q", "-u", pwd.getpwuid(owner).pw_name, str(folder / "ini")]
    else:
        command = [program, "-q", str(folder / "ini")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            until(lambda: listens(port) or running.poll() is not None)
            assert running.poll() is None, (folder / "log").read_text(encoding="utf-8")
            pooled = direct.set(host="127.0.0.1", port=port).difference_update_query(["host"])
            yield pooled.render_as_string(hide_password=False)
        finally:
            running.terminate()
            running.wait()
            shutil.rmtree(folder)
