"""What docs/operating.md gives to be copied works as it is printed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from statuspage.config import PROJECT, Settings, SettingsError
from statuspage.security.room import LARGEST
from tests.contracts.operating import block
from tests.installing import apt_install, stubs

pytestmark = pytest.mark.long

ENV_FILE = "# /etc/statuspage.env"
UNIT = PROJECT / "deploy" / "statuspage.service"
SOCKET = PROJECT / "deploy" / "statuspage.socket"
KEY = "put-3Xq_9-in-here-kQ2f7LmZ0aTbWcVdReS"
DUMP = f"{sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"


def by_systemd(text: str) -> dict[str, str]:
    """The variables that systemd reads from such a file (systemd.exec(5), EnvironmentFile=)."""
    found = {}
    for line in text.replace("\\\n", "").splitlines():
        if line.strip() and line.lstrip()[0] not in "#;":
            name, _, value = line.strip().partition("=")
            quoted = re.fullmatch(r"(['\"])(.*)\1", value)
            found[name] = quoted[2] if quoted else value
    return found


def by_a_shell(text: str, folder: Path) -> dict[str, str]:
    (folder / "env").write_text(text, encoding="utf-8")
    told = subprocess.run(["sh", "-ec", f"set -a; . {folder}/env; {DUMP}"], capture_output=True, check=True, env={})
    return {name: value for name, value in json.loads(told.stdout).items() if name.startswith("STATUSPAGE_")}


def test_systemd_and_a_shell_read_the_same_settings_from_the_documented_file(tmp_path):
    text = block("sh", ENV_FILE) + f"STATUSPAGE_SECRET_KEYS={KEY}\n"
    assert by_systemd(text) == by_a_shell(text, tmp_path)
    settings = Settings.from_env(by_systemd(text))
    assert (settings.production, settings.company_name, settings.trusted_proxies) == (True, "Your company", 1)


@pytest.mark.parametrize("key", [f"{KEY}   # made by hand", f"{KEY} {KEY}", f"{KEY}#"])
def test_a_key_that_would_be_read_differently_is_refused(key):
    text = block("sh", ENV_FILE) + f"STATUSPAGE_SECRET_KEYS={key}\n"
    with pytest.raises(SettingsError, match="STATUSPAGE_SECRET_KEYS has a blank or a # in a key"):
        Settings.from_env(by_systemd(text))


def test_the_service_may_do_little():
    """systemd's own measure, of 10 for a service that may do anything."""
    if not shutil.which("systemd-analyze"):
        apt_install("systemd")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=30", str(UNIT)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_the_proxy_lets_through_what_is_answered_in_words():
    proxy = (PROJECT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    (most,) = re.findall(r"client_max_body_size (\d+)m;", proxy)
    assert int(most) * 1024 * 1024 > LARGEST, "or nginx refuses a large photo, in words of its own"


def test_the_documented_commands_install_it_and_add_the_first_agent(tmp_path):
    """Each in its order, on folders of the test's own; what only an administrator may do is noted instead."""
    etc, data, bin_folder = tmp_path / "etc", tmp_path / "data", tmp_path / "bin"
    for folder in (etc, data, bin_folder, etc / "systemd" / "system"):
        folder.mkdir(parents=True)
    noted = stubs(bin_folder, "useradd", "systemctl", "make", "pip")
    places = {
        "/etc/statuspage.env": f"{etc}/statuspage.env",
        "/etc/systemd": f"{etc}/systemd",
        "deploy/statuspage.service": str(UNIT),
        "deploy/statuspage.socket": str(SOCKET),
        "/var/lib/statuspage": str(data),
        "/usr/local/bin": str(bin_folder),
        "/srv/statuspage": str(PROJECT),
        ".venv/bin/pip": "pip",
        ".venv/bin/flask": f"{sys.executable} -m flask",
        "runuser -u statuspage -- ": "",
        "python3 -m venv": "true",
    }

    def run(text: str, typed: str = "") -> str:
        for place, ours in places.items():
            text = text.replace(place, ours)
        environ = {"PATH": f"{bin_folder}:{os.environ['PATH']}", "LANG": "C.UTF-8"}
        told = subprocess.run(
            ["sh", "-euc", text], input=typed, capture_output=True, text=True, check=False, env=environ, timeout=300
        )
        assert told.returncode == 0, told.stdout + told.stderr
        return told.stdout + told.stderr

    run(block("sh", "useradd"))
    (etc / "statuspage.env").write_text(block("sh", ENV_FILE).replace("/var/lib/statuspage", str(data)))
    run(block("sh", "STATUSPAGE_SECRET_KEYS="))
    assert (etc / "statuspage.env").stat().st_mode & 0o777 == 0o600
    run(block("sh", "systemctl enable"))
    assert "systemctl enable --now statuspage" in noted()
    for file in (UNIT, SOCKET):
        assert (etc / "systemd" / "system" / file.name).read_bytes() == file.read_bytes()
    run(block("sh", "cat > /usr/local/bin/statuspage"))
    run("statuspage db upgrade")  # as the service's start does
    told = run(block("sh", "statuspage add-agent"), "a long word nobody guesses\n" * 2)
    assert "Maria Okafor can sign in as maria@example.com" in told
    assert f"{data}/statuspage.db" in told
