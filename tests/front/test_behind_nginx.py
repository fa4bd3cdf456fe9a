"""Behind a real nginx, with the very block of docs/operating.md: pages and streams come, and no log holds a key."""

import http.client
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from statuspage.checkup.passage import check_passage
from tests.browser.server import Server, serving
from tests.contracts.operating import block
from tests.installing import apt_install
from tests.patience import LONG, until
from tests.ports import free_port

CONFIGURATION = """
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
{block}
}}
"""


@dataclass(frozen=True)
class Proxied:
    """nginx on ``port``, before the server; its logs are in ``logs``."""

    port: int
    server: Server
    logs: Path

    def open(self, path: str) -> socket.socket:
        """Ask for it over TLS; the answer is read from what is returned."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        secure = context.wrap_socket(plain)
        secure.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        return secure

    def status(self, path: str) -> int:
        with self.open(path) as answer:
            return int(answer.makefile("rb").readline().split()[1])


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    folder = tmp_path_factory.mktemp("nginx")
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        apt_install("nginx-light", "openssl")
        nginx = "/usr/sbin/nginx"
    with serving(tmp_path_factory.mktemp("server"), trusted_proxies="1") as server:
        port = free_port()
        (folder / "logs").mkdir()
        (folder / "nginx.conf").write_text(CONFIGURATION.format(folder=folder, block=ours(folder, port, server.port)))
        command = [nginx, "-c", str(folder / "nginx.conf"), "-e", str(folder / "logs" / "first.log")]
        told = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stderr
        with subprocess.Popen(command) as running:
            until(lambda: listens(port))
            yield Proxied(port, server, folder / "logs")
            running.terminate()


def ours(folder: Path, port: int, behind: int) -> str:
    """The documented block, with this test's own ports, folders and certificate."""
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=status.example.com"]
    subprocess.run([*made, "-keyout", f"{folder}/key", "-out", f"{folder}/cert"], capture_output=True, check=True)
    text = block("nginx", "server {")
    for printed, here in {
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
        "/etc/letsencrypt/live/status.example.com/fullchain.pem": f"{folder}/cert",
        "/etc/letsencrypt/live/status.example.com/privkey.pem": f"{folder}/key",
        "/var/log/nginx": f"{folder}/logs",
    }.items():
        assert printed in text
        text = text.replace(printed, here)
    return text


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def test_a_page_and_a_stream_come_through_it(proxied: Proxied) -> None:
    path = urlsplit(proxied.server.links["customer_url"]).path
    assert proxied.status(path) == 200
    with proxied.open(f"{path}/stream?since=none") as answer:
        lines = answer.makefile("rb")
        told = next(line for line in lines if line.startswith(b"id:"))  # at once, though the stream goes on
    assert told.strip()


def test_the_doctor_finds_that_it_tells_who_asks_and_holds_no_stream(
    proxied: Proxied, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl._create_unverified_context
    monkeypatch.setattr(ssl, "_create_default_https_context", context)
    settings = proxied.server.app.extensions["settings"]
    settings = replace(settings, base_url=f"https://127.0.0.1:{proxied.port}", trusted_proxies=1)
    found = list(check_passage(settings))
    assert [one.is_well for one in found] == [True, True], found


def test_what_is_too_large_for_us_passes_it_and_its_words_come_back(proxied: Proxied) -> None:
    path = urlsplit(proxied.server.links["customer_url"]).path
    begin = b'--b\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"\r\n\r\n'
    end = b'\r\n--b\r\nContent-Disposition: form-data; name="body"\r\n\r\nIt hums in the morning.\r\n--b--\r\n'
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPSConnection("127.0.0.1", proxied.port, timeout=LONG, context=context)
    form = begin + bytes(41 * 1024 * 1024) + end
    line.request("POST", f"{path}/replies", form, {"Content-Type": "multipart/form-data; boundary=b"})
    answer = line.getresponse()
    assert answer.status == 422
    assert "It hums in the morning." in answer.read().decode()
    line.close()


def test_no_log_of_it_holds_a_key_even_when_the_server_is_away(proxied: Proxied) -> None:
    path = urlsplit(proxied.server.links["customer_url"]).path
    token = path.rsplit("/", 1)[-1]
    assert proxied.status(f"/t/{token}broken") == 404
    proxied.server.stop()
    assert proxied.status(path) == 502
    assert not [log.name for log in proxied.logs.iterdir() if token in log.read_text(errors="replace")]
