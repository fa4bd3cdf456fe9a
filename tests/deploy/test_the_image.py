"""The image that deploy/Dockerfile describes is built, without a registry, and run as a platform runs it."""

import re
import secrets
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from statuspage.config import PROJECT, describe
from tests.databases import throwaway
from tests.deploy.docker import Machine, Postgres
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
INSTALL = PROJECT / "docs" / "install.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", INSTALL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
TYPED = "a long word nobody guesses\n" * 2
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


@pytest.fixture
def image(tmp_path: Path) -> Iterator[Image]:
    place = tmp_path / "image"
    place.mkdir()
    yield build(DOCKERFILE, PROJECT, place)
    shutil.rmtree(place)


@contextmanager
def volume(image: Image, place: Path) -> Iterator[Path]:
    """A new volume, as Docker makes one: it belongs to whom the image says."""
    place.mkdir()
    shutil.copystat(image.root / "storage", place)
    shutil.chown(place, *map(int, image.user.split(":")))
    yield place
    shutil.rmtree(place)


def page(container: Container, path: str, host: str = HOST) -> tuple[int, str]:
    answer = container.run("python", "-c", ASK, path, host)
    status, _, body = answer.stdout.partition(" ")
    return int(status), body


@pytest.mark.torture
def test_it_serves_as_nobody_much_and_every_command_of_the_page_on_installing_runs(image: Image, tmp_path: Path):
    """One long way, because to build it takes minutes."""
    with volume(image, tmp_path / "storage") as storage:
        container = Container(image, storage, **TOLD)
        try:
            serves_as_nobody_much_on_port_80(container)
            comes_back_from_a_backup_of_the_platform(container, storage)
        finally:
            container.kill()
    with volume(image, tmp_path / "storage") as storage, postgres(tmp_path) as server:
        (tmp_path / "machine").mkdir()
        sink = (
            sys.executable,
            "-m",
            "aiosmtpd",
            "--nosetuid",
            "--class",
            "aiosmtpd.handlers.Sink",
            "-l",
            "127.0.0.1:25",
        )
        machine = Machine(tmp_path / "machine", image, storage, server, sink)
        try:
            follows_the_page(machine)
        finally:
            machine.run("docker compose stop web")
            machine.end()


def serves_as_nobody_much_on_port_80(container: Container) -> None:
    container.start()
    container.wait_until_healthy()
    assert container.user() == 1000
    assert page(container, "/up", "4f2a9c1be07d")[0] == 200, "whoever asks knows the container alone"
    assert page(container, "/desk/login")[0] == 503, "before anyone is at the desk, only the setup page answers"
    assert "can sign in" in container.run("virtual-ticket", *MARIA, typed=TYPED).stdout
    assert page(container, "/desk/login", "elsewhere.example.com")[0] == 421
    assert "Fernhill Coffee" in page(container, "/desk/login")[1]
    for place in ("/app/here", "/hooks/here", "/tmp/here"):
        assert container.run("touch", place).returncode == 1, "nothing but its storage can be written to"


def comes_back_from_a_backup_of_the_platform(container: Container, storage: Path) -> None:
    for _ in range(2):  # tonight, and tomorrow night again
        backup = container.run("/hooks/pre-backup")
        assert backup.returncode == 0, backup.stderr
    assert container.stop() == 0, "told to stop, it does"
    (storage / "statuspage.db").write_bytes(b"caught in the middle of a word")
    container.start("sleep", "infinity")  # so a platform runs the hook, before it boots anything
    assert not container.is_healthy(), "its check tells what does not answer"
    restored = container.run("/hooks/post-restore")
    assert restored.returncode == 0, restored.stderr
    assert "maria@example.com" in container.run("virtual-ticket", "agents").stdout
    assert container.run("/hooks/post-restore").returncode == 0, "a backup of what stood still needs nothing"
    assert not [file.name for file in storage.iterdir() if "before" in file.name or "replaced" in file.name]


def follows_the_page(machine: Machine) -> None:
    """Each block of docs/install.md, in its order."""
    for number, block in enumerate(BLOCKS):
        shell = block.replace("smtps://user:password@mail.example.com", "smtp://127.0.0.1:25")
        is_alone = "doctor" in shell  # what it finds of the world outside is wrong here, and it says so
        done = machine.run(shell.replace("virtual-ticket doctor", "virtual-ticket doctor || true"), TYPED)
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}\n{machine.log()[-3_000:]}"
        if "compose up" in shell:
            until(machine.container.is_healthy)
        if number == 2:
            assert f"https://{HOST}/setup?token=" in done.stdout
            added = machine.run(f"docker compose exec web virtual-ticket {shlex.join(MARIA)}", TYPED)
            assert "can sign in" in added.stdout, "as the page would do"
        if is_alone:
            assert "The mail has left." in done.stdout
            assert "PostgreSQL" in done.stdout
    agents = machine.run("docker compose exec web virtual-ticket agents").stdout
    assert "maria@example.com" in agents, "what was put back is there, and after an upgrade as well"


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """The server of the tests, with the role and the empty database that the image of PostgreSQL begins with."""
    with throwaway("postgresql", folder) as url:
        place = str(make_url(url).query["host"])
        with psycopg.connect(host=place, user="postgres", autocommit=True) as administrator:
            programs = Path(f"/proc/{administrator.info.backend_pid}/exe").readlink().parent
            administrator.execute("CREATE ROLE statuspage LOGIN SUPERUSER")
            administrator.execute("CREATE DATABASE statuspage OWNER statuspage")
            yield Postgres(place, str(programs))
            administrator.execute("DROP DATABASE statuspage WITH (FORCE)")
            administrator.execute("DROP ROLE statuspage")


def test_the_page_on_installing_tells_nothing_to_type_that_is_not_tried():
    text = INSTALL.read_text(encoding="utf-8")
    assert len(re.findall(r"^```\w*$", text, re.MULTILINE)) == 2 * len(BLOCKS)
    assert "restore newest" in BLOCKS[5]
