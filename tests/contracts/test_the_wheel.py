"""The package that pip installs: it has everything in it, and runs far from any checkout."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from statuspage.config import PROJECT
from statuspage.version import __version__
from tests.patience import until
from tests.ports import free_port

PROGRAM = "import sys; from statuspage.console import main; sys.exit(main(prog_name='virtual-ticket'))"
pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(PROJECT))
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def run(*command: str, **environ: str) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith("STATUSPAGE_")} | environ
    done = subprocess.run(
        command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_everything_that_runs_is_in_it_and_nothing_else(wheel: Path):
    tracked = run(
        "git", "-C", str(PROJECT), "ls-files", "-zco", "--exclude-standard", "statuspage", "static", "templates"
    ).split("\0")
    wanted = {re.sub(r"^(static|templates)/", r"statuspage/\1/", name) for name in tracked if name}
    wanted |= {re.sub(r"\.po$", ".mo", name) for name in wanted if name.endswith(".po")}
    with zipfile.ZipFile(wheel) as packed:
        there = {name for name in packed.namelist() if ".dist-info/" not in name}
    assert there == wanted


def test_it_is_called_as_its_command_is_and_needs_what_the_app_needs(unpacked: Path):
    metadata = next(unpacked.glob("*.dist-info/METADATA")).read_text(encoding="utf-8")
    pins = re.findall(r"^[A-Za-z].*==.*$", (PROJECT / "requirements" / "app.in").read_text(encoding="utf-8"), re.M)
    needed = re.findall(r"^Requires-Dist: (\S+?)[=\[;](?!.*extra ==)", metadata, re.M)
    assert set(re.findall(r"^Provides-Extra: (\w+)$", metadata, re.M)) == {"otel", "redis", "sentry"}
    assert "\nName: virtual-ticket\n" in metadata
    assert f"\nVersion: {__version__}\n" in metadata
    assert len(needed) == len(pins)


def test_its_commands_run_far_from_a_checkout_and_its_data_is_the_users_own(unpacked: Path, tmp_path: Path):
    far = {"PYTHONPATH": str(unpacked), "XDG_DATA_HOME": str(tmp_path)}
    assert run(sys.executable, "-P", "-c", PROGRAM, "--version", **far).strip().endswith(__version__)
    assert "/desk/find" in run(sys.executable, "-P", "-c", PROGRAM, "routes-access", **far)
    assert (tmp_path / "virtual-ticket").is_dir()


@pytest.mark.torture
def test_installed_alone_it_serves_pages_in_every_language_and_the_demo(wheel: Path, tmp_path: Path):
    uv, place, port = str(Path(sys.executable).with_name("uv")), tmp_path / "venv", free_port()
    run(uv, "venv", "--quiet", "--python", sys.executable, str(place))
    run(uv, "pip", "install", "--quiet", "--python", str(place / "bin" / "python"), str(wheel))
    environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PORT": str(port), "STATUSPAGE_TEAM_PAGE": "off"}
    with subprocess.Popen([place / "bin" / "virtual-ticket", "serve"], cwd=tmp_path, env=environ) as server:
        try:
            until(lambda: _is_ready(port))
            pages = {code: httpx.get(f"http://127.0.0.1:{port}/ask?lang={code}").text for code in ("en", "de", "ar")}
            sheet = httpx.get(f"http://127.0.0.1:{port}/static/css/tokens.css")
        finally:
            server.terminate()
    assert 'lang="de"' in pages["de"]
    assert 'dir="rtl"' in pages["ar"]
    assert len({re.sub(r"<[^>]*>", "", page) for page in pages.values()}) == 3, "each in words of its own"
    assert sheet.status_code == 200
    assert (tmp_path / ".local" / "share" / "virtual-ticket" / "var" / "statuspage.db").is_file()


def _is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").status_code == 200
    except httpx.TransportError:
        return False
