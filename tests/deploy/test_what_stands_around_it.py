"""The files of deploy/ name only what there is, and agree with each other."""

import re
import shlex

import pytest
import yaml

from statuspage.config import PREFIX, PROJECT, Settings, describe
from statuspage.console import main
from tests.deploy.dockerfile import read

DEPLOY = PROJECT / "deploy"
SETTINGS = {env for env, _, _ in describe()}
KEY = "mZ3q9-kQ2f7LmZ0aTbWcVdReSput3Xq9in"
TOLD = {"POSTGRES_PASSWORD": "a-word", "STATUSPAGE_BASE_URL": "https://status.example.com"}


def filled(text: str) -> str:
    """What Compose makes of names in a text."""
    return re.sub(r"\$\{(\w+)(:[?-][^}]*)?\}", lambda found: TOLD[found[1]], text)


COMPOSE = yaml.safe_load(filled((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
OURS = [name for name, service in COMPOSE["services"].items() if service["image"] == "statuspage"]


@pytest.mark.parametrize("file", sorted(file.name for file in DEPLOY.iterdir() if file.is_file()))
def test_every_setting_that_a_file_names_exists(file):
    text = (DEPLOY / file).read_text(encoding="utf-8")
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", text)) <= SETTINGS


def test_every_service_of_compose_names_networks_volumes_and_services_that_there_are():
    for name, service in COMPOSE["services"].items():
        named = {volume.partition(":")[0] for volume in service["volumes"]}
        assert {volume for volume in named if not volume.startswith(".")} <= set(COMPOSE["volumes"]), name
        assert all((DEPLOY / volume).exists() for volume in named if volume.startswith(".")), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        for other, how in service.get("depends_on", {}).items():
            checked = COMPOSE["services"][other]
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in checked or checked["image"] == "statuspage", f"nothing says that {other} is well"


@pytest.mark.parametrize("name", OURS)
def test_what_compose_tells_ours_is_enough_to_start(name):
    service, last = COMPOSE["services"][name], read(DEPLOY / "Dockerfile")[-1]
    image = {key: value for one in last.instructions if one.name == "ENV" for key, value in one.pairs().items()}
    own = {"STATUSPAGE_COMPANY_NAME": "Fernhill Coffee", "STATUSPAGE_SECRET_KEYS": KEY}
    settings = Settings.from_env(image | own | TOLD | service["environment"])
    assert settings.production
    assert settings.database_url == "postgresql+psycopg://statuspage:a-word@database/statuspage"
    assert (settings.port, settings.trusted_proxies) == (80, 1), "Caddy stands in front"
    assert settings.data_dir.as_posix() == "/storage" == service["volumes"][0].partition(":")[2]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]


def test_each_command_that_an_image_runs_is_one_of_ours():
    commands = [service["command"] for service in COMPOSE["services"].values() if "command" in service]
    commands += [one.words() for one in read(DEPLOY / "Dockerfile")[-1].instructions if one.name == "CMD"]
    hooks = "\n".join(file.read_text(encoding="utf-8") for file in (DEPLOY / "hooks").iterdir())
    commands += [shlex.split(line) for line in re.findall(r"virtual-ticket .*", hooks)]
    known = set(main.commands) | {"backup", "deliver", "restore"}
    assert commands
    assert {tuple(command[:1]) for command in commands} == {("virtual-ticket",)}
    assert {command[1] for command in commands} <= known


def test_the_hooks_of_a_platform_can_be_run():
    assert sorted(file.name for file in (DEPLOY / "hooks").iterdir()) == ["post-restore", "pre-backup"]
    for file in (DEPLOY / "hooks").iterdir():
        assert file.stat().st_mode & 0o111, file.name
        assert file.read_text(encoding="utf-8").startswith("#!/bin/sh\n")


def test_what_goes_into_the_image_is_what_the_wheel_needs_and_no_more():
    kept = {line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert "tests" not in kept
    assert {"statuspage", "static", "templates", "pyproject.toml", "requirements.txt"} <= kept
    assert all((PROJECT / name).exists() for name in kept)
