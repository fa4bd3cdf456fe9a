"""The proxies that deploy/ has files for, started with these very files, on this test's own ports and folders."""

import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

from statuspage.config import PROJECT
from tests.installing import apt_install, is_root
from tests.patience import LONG, until
from tests.ports import free_port, listens

NAME = "status.example.com"
KEPT = "add_header Cache-Control $statuspage_caching always;"
MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/logs/main.log;
events {{}}
http {{
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{ours}
}}
"""


@dataclass(frozen=True)
class Answer:
    """What came: its status, its headers by their names in lower case, and its body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Proxy:
    """A proxy on ``port``, asked for ``name``; its logs are in ``logs``, and what it keeps in ``cache``."""

    port: int
    name: str
    logs: Path
    cache: Path

    def open(self, path: str, *lines: str, method: str = "GET") -> ssl.SSLSocket:
        """Ask for it over TLS; the answer is read from what is returned."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        secure = context.wrap_socket(plain, server_hostname=self.name)
        asked = "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {self.name}", "Connection: close", *lines, "", ""])
        secure.sendall(asked.encode())
        return secure

    def post(self, path: str, form: str) -> int:
        """Send a form; the status of the answer."""
        lines = ("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(form)}", "", form)
        with self.open(path, *lines, method="POST") as line, line.makefile("rb") as read:
            return int(read.readline().split()[1])

    def get(self, path: str, *lines: str) -> Answer:
        with self.open(path, *lines) as line, line.makefile("rb") as read:
            status = int(read.readline().split()[1])
            headers = {}
            while (head := read.readline().strip()) != b"":
                name, _, value = head.decode().partition(":")
                headers[name.lower()] = value.strip()
            return Answer(status, headers, read.read())

    def speaks(self) -> str | None:
        """What it agrees to speak with a browser that knows HTTP/2."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_alpn_protocols(["h2", "http/1.1"])
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        with context.wrap_socket(plain, server_hostname=self.name) as line:
            return line.selected_alpn_protocol()

    def logged(self) -> str:
        """All that stands in its logs."""
        return "\n".join(log.read_text(errors="replace") for log in sorted(self.logs.iterdir()))


@contextmanager
def nginx(folder: Path, *behind: int, name: str = "127.0.0.1") -> Iterator[Proxy]:
    """nginx with deploy/nginx.conf, before servers on these ports. It tells of a public answer whether it was kept."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        apt_install("nginx-light")
        program = "/usr/sbin/nginx"
    port, logs = free_port(), folder / "logs"
    logs.mkdir(parents=True)
    _certify(folder, name)
    servers = "\n".join(f"server 127.0.0.1:{one};" for one in behind)
    ours = _with(
        "nginx.conf",
        {
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "server 127.0.0.1:8000;": servers,
            "/etc/letsencrypt/live/status.example.com/fullchain.pem": f"{folder}/cert",
            "/etc/letsencrypt/live/status.example.com/privkey.pem": f"{folder}/key",
            "/var/log/nginx": str(logs),
            "/dev/shm/statuspage": f"{folder}/cache",
            f"server_name {NAME}": f"server_name {name}",
            KEPT: f"{KEPT} add_header X-Kept $upstream_cache_status always;",
        },
    )
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, ours=ours, user="user root;" if is_root() else ""))
    command = [program, "-c", str(folder / "nginx.conf"), "-e", str(logs / "first.log")]
    told = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    with _running(command, port):
        yield Proxy(port, name, logs, folder / "cache")


@contextmanager
def caddy(folder: Path, behind: int, name: str = "localhost") -> Iterator[Proxy]:
    """Caddy with deploy/Caddyfile, before a server on this port. Its certificate is its own."""
    port, logs = free_port(), folder / "logs"
    logs.mkdir(parents=True)
    own = f"{{\n\tadmin off\n\thttps_port {port}\n\tauto_https disable_redirects\n\tskip_install_trust\n\tlocal_certs"
    text = _with("Caddyfile", {"{\n\t# A link": f"{own}\n\t# A link"})
    (folder / "Caddyfile").write_text(text)
    program = str(Path(sys.executable).with_name("caddy"))  # it comes in a wheel
    environ = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    environ |= {"STATUSPAGE_BASE_URL": f"https://{name}:{port}", "UPSTREAM": f"127.0.0.1:{behind}"}
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    told = subprocess.run([program, "validate", *command[2:]], env=environ, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    with (logs / "caddy.log").open("ab") as log, _running(command, port, env=environ, stderr=log):
        proxy = Proxy(port, name, logs, folder / "none")
        until(lambda: _has_certificate(proxy))
        yield proxy


def _has_certificate(proxy: Proxy) -> bool:
    try:
        return proxy.speaks() is not None
    except ssl.SSLError:
        return False


def _with(file: str, places: dict[str, str]) -> str:
    """The file of deploy/ with each of these texts replaced; each must stand in it."""
    text = (PROJECT / "deploy" / file).read_text(encoding="utf-8")
    for printed, here in places.items():
        assert printed in text, f"deploy/{file} has no {printed!r}"
        text = text.replace(printed, here)
    return text


def _certify(folder: Path, name: str) -> None:
    made = trustme.CA().issue_cert(name)
    made.private_key_pem.write_to_path(str(folder / "key"))
    made.cert_chain_pems[0].write_to_path(str(folder / "cert"))


@contextmanager
def _running(command: list[str], port: int, **more: object) -> Iterator[None]:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, **more) as running:  # type: ignore[call-overload]
        try:
            until(lambda: listens(port) or running.poll() is not None)
            assert running.poll() is None, f"{command[0]} did not start"
            yield
        finally:
            running.terminate()
