"""The image that deploy/Dockerfile describes is built, without a registry, and run as a platform runs it."""

import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from statuspage.config import PROJECT, describe
from tests.deploy.dockerfile import read
from tests.deploy.image import Container, Image, build
from tests.patience import until

DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
HOST = "status.example.com"
TOLD = {  # what basecamp/once tells of itself, and the two that are its owner's to say
    "SECRET_KEY_BASE": secrets.token_hex(32),
    "VAPID_PUBLIC_KEY": "not-ours",
    "VAPID_PRIVATE_KEY": "not-ours",
    "NUM_CPUS": "1",
    "SMTP_ADDRESS": "127.0.0.1",
    "SMTP_PORT": "2525",
    "SMTP_USERNAME": "",
    "SMTP_PASSWORD": "",
    "MAILER_FROM_ADDRESS": "care@example.com",
    "STATUSPAGE_BASE_URL": f"https://{HOST}",
    "STATUSPAGE_COMPANY_NAME": "Fernhill Coffee",
}
ASK = """
import http.client, sys
line = http.client.HTTPConnection("127.0.0.1", 80)
line.request("GET", sys.argv[1], headers={"Host": sys.argv[2], "X-Forwarded-For": "203.0.113.7"})
answer = line.getresponse()
print(answer.status, answer.read().decode())
"""
MARIA = ("add-agent", "--email", "maria@example.com", "--name", "Maria Okafor", "--zone", "Europe/Lisbon")


def test_what_the_image_sets_are_settings():
    set_there = {name for one in read(DOCKERFILE)[-1].instructions if one.name == "ENV" for name in one.pairs()}
    ours = {name for name in set_there if name.startswith("STATUSPAGE_")}
    assert {"STATUSPAGE_DATA_DIR", "STATUSPAGE_ENVIRONMENT"} <= ours <= {env for env, _, _ in describe()}


def test_everything_it_installs_is_pinned_by_hash():
    installed = [one.rest for one in read(DOCKERFILE)[0].instructions if "pip" in one.rest and one.name == "RUN"]
    for one in re.findall(r"install [^&]*", " ".join(installed)):
        assert "--require-hashes" in one or "--no-index" in one or "python3-venv" in one, one


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    place = tmp_path_factory.mktemp("image")
    yield build(DOCKERFILE, PROJECT, place)
    shutil.rmtree(place)


@pytest.fixture
def container(image: Image, tmp_path: Path) -> Iterator[Container]:
    storage = tmp_path / "storage"
    storage.mkdir()
    shutil.copystat(image.root / "storage", storage)  # as Docker makes a new volume
    shutil.chown(storage, *map(int, image.user.split(":")))
    running = Container(image, storage, **TOLD)
    running.start()
    try:
        running.wait_until_healthy()
        yield running
    finally:
        running.kill()


def page(container: Container, path: str, host: str = HOST) -> tuple[int, str]:
    answer = container.run("python", "-c", ASK, path, host)
    status, _, body = answer.stdout.partition(" ")
    return int(status), body


@pytest.mark.torture
def test_it_serves_as_nobody_much_on_port_80_and_comes_back_from_the_platforms_backup(container: Container):
    """One long way, because to build it takes minutes: up, a page, a backup while it runs, and all of it back."""
    assert container.user() == 1000
    assert page(container, "/up", "4f2a9c1be07d")[0] == 200, "whoever asks knows the container alone"
    assert page(container, "/desk/login", "elsewhere.example.com")[0] == 421
    assert "Fernhill Coffee" in page(container, "/desk/login")[1]
    for place in ("/app/here", "/hooks/here", "/tmp/here"):
        assert container.run("touch", place).returncode == 1, "nothing but its storage can be written to"

    typed = "a long word nobody guesses\n" * 2
    assert "can sign in" in container.run("virtual-ticket", *MARIA, typed=typed).stdout
    backup = container.run("/hooks/pre-backup")
    assert backup.returncode == 0, backup.stderr
    assert container.run("/hooks/pre-backup").returncode == 0, "and the next night again"
    assert container.stop() == 0, "told to stop, it does"

    storage = container.storage
    (storage / "statuspage.db").write_bytes(b"caught in the middle of a word")
    container.start("sleep", "infinity")  # so a platform runs the hook, before it boots anything
    restored = container.run("/hooks/post-restore")
    assert restored.returncode == 0, restored.stderr
    assert "maria@example.com" in container.run("virtual-ticket", "agents").stdout
    assert container.run("/hooks/post-restore").returncode == 0, "a backup of what stood still needs nothing"
    assert (
        sorted(file.name for file in storage.iterdir() if "statuspage.db-r" in file.name or "before" in file.name) == []
    )
    container.kill()

    container.start()
    until(container.is_healthy)
    assert page(container, "/desk/login")[0] == 200


@pytest.mark.torture
def test_its_check_tells_a_server_that_does_not_answer(image: Image, tmp_path: Path):
    storage = tmp_path / "storage"
    storage.mkdir()
    container = Container(image, storage, **TOLD)
    container.start("sleep", "infinity")
    assert not container.is_healthy()
    container.kill()
