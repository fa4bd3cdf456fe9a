"""What docs/operating.md says of restarts is so: the unit, the socket, and the seconds."""

import re
from dataclasses import fields

import pytest

from statuspage.config import PROJECT, Settings
from tests.contracts.operating import PAGE

UNIT = PROJECT / "deploy" / "statuspage.service"
SOCKET = (PROJECT / "deploy" / "statuspage.socket").read_text(encoding="utf-8")
DEFAULTS = {field.name: field.metadata.get("default") for field in fields(Settings)}


@pytest.mark.parametrize(
    "line",
    [
        "Requires=statuspage.socket",
        "After=statuspage.socket network-online.target",
        "Type=notify",
        "ExecReload=/bin/kill -HUP $MAINPID",
        "KillMode=mixed",
        "TimeoutStartSec=infinity",
        "Also=statuspage.socket",
    ],
)
def test_the_unit_has_what_a_restart_without_a_gap_needs(line: str) -> None:
    assert line in UNIT.read_text(encoding="utf-8").splitlines()


def test_systemd_listens_where_we_would() -> None:
    assert f"ListenStream={DEFAULTS['host']}:{DEFAULTS['port']}" in SOCKET.splitlines()
    assert "deploy/statuspage.socket" in PAGE


def test_the_seconds_are_those_of_the_settings() -> None:
    (section,) = re.findall(r"^## Restarting without a gap\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)
    assert f"`STATUSPAGE_DRAIN_SECONDS` ({DEFAULTS['drain_seconds']})" in section
