"""A scanner for tests: clamd itself with one signature, or a small server that answers as it does (clamd(8))."""

import shutil
import socketserver
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installing import apt_install
from tests.patience import until

# The test file that every scanner knows, and that harms nothing (eicar.org); in two parts, so that none minds this one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_HASH = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n"
MOST = 1_000_000  # bytes that it takes of one file


class _Asked(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > MOST:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def scanner(path: Path) -> Iterator[str]:
    """A server that finds EICAR, at a socket of this path; its address."""
    with socketserver.ThreadingUnixStreamServer(str(path), _Asked) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"clamd://{path}"
        finally:
            server.shutdown()
            path.unlink()


@contextmanager
def clamd(folder: Path) -> Iterator[str]:
    """The real one, from Debian, with EICAR as all that it knows; its address."""
    if shutil.which("clamd") is None:
        apt_install("clamav-daemon")
    (folder / "known").mkdir()
    (folder / "known" / "test.hdb").write_text(_HASH)
    at, conf = folder / "clamd.ctl", folder / "clamd.conf"
    conf.write_text(f"DatabaseDirectory {folder}/known\nLocalSocket {at}\nForeground yes\nStreamMaxLength 1M\n")
    folder.chmod(0o755)
    with subprocess.Popen([shutil.which("clamd") or "clamd", "-c", str(conf)], stdout=subprocess.DEVNULL) as process:
        try:
            until(lambda: at.exists() or process.poll() is not None)
            assert process.poll() is None, "clamd did not start"
            yield f"clamd://{at}"
        finally:
            process.terminate()
